namespace Permil.Rating;

/// <summary>A group on both sides of a comparison; on a side that does not have it, with nothing in it.</summary>
public sealed class ComparedGroup
{
    internal ComparedGroup(UsageGroup? before, UsageGroup? after)
    {
        Before = before ?? new UsageGroup([.. after!.Values]);
        After = after ?? new UsageGroup([.. before!.Values]);
        IsNew = before is null;
        IsGone = after is null;
    }

    public UsageGroup Before { get; }

    public UsageGroup After { get; }

    /// <summary>Only <see cref="After"/> is there.</summary>
    public bool IsNew { get; }

    /// <summary>Only <see cref="Before"/> is there.</summary>
    public bool IsGone { get; }

    /// <summary><c>new</c> or <c>gone</c>; <see langword="null"/>: it is on both sides.</summary>
    public string? Change =>
        IsNew ? "new"
        : IsGone ? "gone"
        : null;

    /// <summary>By how much the list cost went up.</summary>
    public decimal Difference => Exact.Add(After.ListCost, -Before.ListCost);
}
