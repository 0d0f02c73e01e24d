using Permil.Rating;

namespace Permil.Budgets;

/// <summary>One period of one budget: what is spent and reserved in it.</summary>
internal sealed class BudgetSpan(BudgetWindow window)
{
    // Ticks are what is compared with each call.
    private readonly long _from = window.From?.UtcTicks ?? long.MinValue;
    private readonly long _until = window.Until?.UtcTicks ?? long.MaxValue;

    private SpendRecount? _recount;
    private decimal _since;

    public BudgetWindow Window { get; } = window;

    public decimal Spent { get; private set; }

    public decimal Reserved { get; private set; }

    /// <summary>
    /// The amount from which on alerts are to be looked at; <see langword="null"/>: none is left. 0 until somebody has.
    /// </summary>
    public decimal? NextAlert { get; set; } = 0;

    public bool Contains(DateTimeOffset instant) => instant.UtcTicks >= _from && instant.UtcTicks < _until;

    public bool IsOverAt(DateTimeOffset instant) => instant.UtcTicks >= _until;

    public void Spend(decimal amount)
    {
        Spent = Exact.Add(Spent, amount);
        _since = Exact.Add(_since, amount);
    }

    /// <summary>What is spent is counted anew: what is added from here on will come on top.</summary>
    public void BeginCount(SpendRecount recount)
    {
        _recount = recount;
        _since = 0;
    }

    /// <summary>Takes what was spent before <see cref="BeginCount"/>; a later count makes an earlier one void.</summary>
    public void EndCount(SpendRecount recount, decimal before)
    {
        if (_recount == recount)
        {
            Spent = Exact.Add(before, _since);
            _recount = null;
        }
    }

    public void Reserve(decimal amount) => Reserved = Exact.Add(Reserved, amount);

    public void Free(decimal amount) => Reserved = Exact.Add(Reserved, -amount);

    public void FreeAll() => Reserved = 0;
}
