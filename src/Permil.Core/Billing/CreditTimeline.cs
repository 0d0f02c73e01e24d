using Permil.Rating;

namespace Permil.Billing;

/// <summary>
/// An account's credits and the stretches of time between the instants at which one begins or ends. Within a stretch the
/// same credits can be used, so that what they pay depends only on what the whole stretch cost.
/// </summary>
public sealed class CreditTimeline
{
    private readonly Credit[] _inOrder;
    private readonly DateTimeOffset[] _bounds;

    /// <param name="credits">Of one account, in any order.</param>
    public CreditTimeline(IEnumerable<Credit> credits)
    {
        _inOrder =
        [
            .. credits
                .OrderBy(credit => credit.Priority)
                .ThenBy(credit => credit.ExpiresAt ?? DateTimeOffset.MaxValue)
                .ThenBy(credit => credit.GrantedAt)
                .ThenBy(credit => credit.Id, StringComparer.Ordinal),
        ];
        _bounds =
        [
            .. _inOrder
                .SelectMany(credit => new[] { credit.GrantedAt, credit.ExpiresAt })
                .OfType<DateTimeOffset>()
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>By priority, then the soonest to expire first, those that do not expire last: the order in which they are used.</summary>
    public IReadOnlyList<Credit> Credits => _inOrder;

    /// <summary>How many stretches there are, from the beginning of time to its end.</summary>
    public int Stretches => _bounds.Length + 1;

    /// <summary>The stretch that holds an instant, from 0.</summary>
    public int StretchOf(DateTimeOffset time)
    {
        var place = Array.BinarySearch(_bounds, time);
        return place >= 0 ? place + 1 : ~place;
    }

    /// <summary>A stretch, half-open; <see langword="null"/>: without beginning or end.</summary>
    public (DateTimeOffset? From, DateTimeOffset? Until) BoundsOf(int stretch) =>
        (stretch == 0 ? null : _bounds[stretch - 1], stretch == _bounds.Length ? null : _bounds[stretch]);

    /// <summary>Whether a credit can be used in a stretch.</summary>
    public bool IsLive(Credit credit, int stretch)
    {
        var (from, until) = BoundsOf(stretch);
        return from >= credit.GrantedAt && (credit.ExpiresAt is null || until <= credit.ExpiresAt);
    }

    /// <summary>Whether any credit can be used in a stretch.</summary>
    public bool IsAnyLive(int stretch) => Array.Exists(_inOrder, credit => IsLive(credit, stretch));

    /// <summary>What each credit has paid, in the order of <see cref="Credits"/>. What no credit covers is not paid by any.</summary>
    /// <param name="costs">What each stretch cost, from the first on; none for the rest.</param>
    public decimal[] Used(ReadOnlySpan<decimal> costs)
    {
        var used = new decimal[_inOrder.Length];
        for (var stretch = 0; stretch < costs.Length; stretch++)
        {
            var unpaid = costs[stretch];
            for (var i = 0; i < used.Length && unpaid > 0; i++)
            {
                if (IsLive(_inOrder[i], stretch))
                {
                    var pays = Math.Min(unpaid, Exact.Add(_inOrder[i].Amount, -used[i]));
                    used[i] = Exact.Add(used[i], pays);
                    unpaid = Exact.Add(unpaid, -pays);
                }
            }
        }

        return used;
    }

    /// <summary>What can be used at the beginning of a stretch after what the stretches before it cost.</summary>
    public decimal LeftAtStartOf(int stretch, ReadOnlySpan<decimal> costs)
    {
        var used = Used(costs[..stretch]);
        var left = 0m;
        for (var i = 0; i < used.Length; i++)
        {
            if (IsLive(_inOrder[i], stretch))
            {
                left = Exact.Add(left, Exact.Add(_inOrder[i].Amount, -used[i]));
            }
        }

        return left;
    }
}
