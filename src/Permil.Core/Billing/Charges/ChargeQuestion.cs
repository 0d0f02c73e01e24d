using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>Which rated usage a bill asks for.</summary>
public sealed record ChargeQuestion
{
    /// <summary>Empty: usage that is of no account.</summary>
    public required string Account { get; init; }

    public required BillingMonth Month { get; init; }

    /// <summary>Only usage from then on; <see langword="null"/>: from the month's begin. Only for usage without month tiers.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only usage before; <see langword="null"/>: to the month's end. As <see cref="From"/>.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether lines say how many events used their meter; without it <see cref="ChargeLine.Events"/> may count more.</summary>
    public bool CountsEvents { get; init; } = true;

    internal DateTimeOffset Start => From ?? Month.Start;

    internal DateTimeOffset End => Until ?? Month.End;

    /// <summary>Events stored after it did not exist yet, nor did what they amended; <see langword="null"/>: all that are stored.</summary>
    public long? ThroughSequence { get; init; }

    /// <summary>What makes an owner: keys of events, not of time. The first is always the sub-account, said or not.</summary>
    public IReadOnlyList<GroupKey> OwnerKeys { get; init; } = [];

    /// <summary><see cref="OwnerKeys"/>, the sub-account in front where it was not said.</summary>
    /// <exception cref="ArgumentException">A key is of time or of a charge.</exception>
    internal IEnumerable<GroupKey> AllOwnerKeys
    {
        get
        {
            if (OwnerKeys.FirstOrDefault(key => !UsageFilter.CanBe(key)) is { } other)
            {
                throw new ArgumentException($"found '{other.Name}', allowed: {UsageFilter.Allowed}", nameof(OwnerKeys));
            }

            return OwnerKeys is [{ Dimension: GroupDimension.SubAccount }, ..]
                ? OwnerKeys
                : OwnerKeys.Prepend(new GroupKey("subAccount", GroupDimension.SubAccount));
        }
    }

    /// <summary>Instants at which time is cut: where credits begin or end and contract rules do.</summary>
    public IReadOnlyList<DateTimeOffset> Cuts { get; init; } = [];

    /// <summary>Charges that any of these is about are told apart by the hour.</summary>
    public IReadOnlyList<ChargeMatch> ByHour { get; init; } = [];
}
