using Permil.Budgets;
using Permil.Rating;

namespace Permil.Billing;

/// <summary>
/// What an account's credits paid and what calls under way may still take of them. It is made of sums a stretch of the
/// timeline: the order in which costs come in changes nothing.
/// </summary>
/// <remarks>
/// Such sums do not say what was used: credits that pay only for some of it (<see cref="Credit.PaysForAll"/>) take no part.
/// Here alone it is decided.
/// </remarks>
public sealed class CreditBalance
{
    private readonly CreditTimeline _timeline;
    private readonly decimal[] _spent;
    private readonly decimal[] _reserved;
    private readonly decimal[] _since;
    private SpendRecount? _recount;

    // What the stretch asked about last can use at its start; those asked about are nearly always the same.
    private int _leftStretch = -1;
    private decimal _left;

    /// <param name="credits">Of one account.</param>
    public CreditBalance(IEnumerable<Credit> credits)
    {
        _timeline = new CreditTimeline(credits.Where(credit => credit.PaysForAll));
        _spent = new decimal[_timeline.Stretches];
        _reserved = new decimal[_timeline.Stretches];
        _since = new decimal[_timeline.Stretches];
    }

    /// <summary>The balance after what stored usage says an account spent.</summary>
    public static CreditBalance Of(string account, IEnumerable<Credit> credits, ISpendHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var balance = new CreditBalance(credits);
        balance.Ask(account, history).CopyTo(balance._spent, 0);
        return balance;
    }

    /// <summary>Whether it is made of the same credits.</summary>
    public bool IsOf(IEnumerable<Credit> credits)
    {
        var counted = credits.Where(credit => credit.PaysForAll).ToList();
        return counted.Count == _timeline.Credits.Count && _timeline.Credits.All(counted.Contains);
    }

    /// <summary>Adds what usage at an instant cost.</summary>
    public void Spend(DateTimeOffset time, decimal cost)
    {
        Add(_spent, time, cost);
        Add(_since, time, cost);
    }

    /// <summary>What an account spent in each stretch. It touches nothing that changes.</summary>
    internal decimal[] Ask(string account, ISpendHistory history)
    {
        var scope = new BudgetScope { Account = account };
        var spent = new decimal[_timeline.Stretches];
        for (var stretch = 0; stretch < spent.Length; stretch++)
        {
            // What was spent while no credit could be used takes nothing from any.
            if (_timeline.IsAnyLive(stretch))
            {
                var (from, until) = _timeline.BoundsOf(stretch);
                spent[stretch] = history.Spent(scope, from, until);
            }
        }

        return spent;
    }

    /// <summary>What is spent is counted anew: what is added from here on will come on top.</summary>
    internal void BeginCount(SpendRecount recount)
    {
        _recount = recount;
        Array.Clear(_since);
    }

    /// <summary>Takes what was spent before <see cref="BeginCount"/>; a later count makes an earlier one void.</summary>
    internal void EndCount(SpendRecount recount, decimal[] before)
    {
        if (_recount != recount)
        {
            return;
        }

        for (var stretch = 0; stretch < before.Length; stretch++)
        {
            _spent[stretch] = Exact.Add(before[stretch], _since[stretch]);
        }

        _recount = null;
        _leftStretch = -1;
    }

    /// <summary>Sets aside what a call that began at an instant may cost.</summary>
    public void Reserve(DateTimeOffset time, decimal amount) => Add(_reserved, time, amount);

    /// <summary>Frees what was set aside for a call that began at an instant.</summary>
    public void Free(DateTimeOffset time, decimal amount) => Add(_reserved, time, -amount);

    public void FreeAll()
    {
        Array.Clear(_reserved);
        _leftStretch = -1;
    }

    /// <summary>What a call that begins at an instant can use when all calls under way cost the most they can.</summary>
    public decimal AvailableAt(DateTimeOffset time)
    {
        var stretch = _timeline.StretchOf(time);
        if (stretch != _leftStretch)
        {
            var costs = new decimal[stretch];
            for (var i = 0; i < stretch; i++)
            {
                costs[i] = Exact.Add(_spent[i], _reserved[i]);
            }

            _left = _timeline.LeftAtStartOf(stretch, costs);
            _leftStretch = stretch;
        }

        return Math.Max(0, Exact.Add(_left, -Exact.Add(_spent[stretch], _reserved[stretch])));
    }

    /// <summary>
    /// Where each credit stands at an instant, in the order in which they are used; those that take no part are not among
    /// them.
    /// </summary>
    public IReadOnlyList<CreditStanding> StandingsAt(DateTimeOffset time)
    {
        var stretch = _timeline.StretchOf(time);
        var used = _timeline.Used(_spent);
        return
        [
            .. _timeline.Credits.Select(
                (credit, i) => new CreditStanding(credit, used[i], _timeline.IsLive(credit, stretch))
            ),
        ];
    }

    private void Add(decimal[] sums, DateTimeOffset time, decimal amount)
    {
        var stretch = _timeline.StretchOf(time);
        sums[stretch] = Exact.Add(sums[stretch], amount);
        if (stretch < _leftStretch)
        {
            _leftStretch = -1;
        }
    }
}
