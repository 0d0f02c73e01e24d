using Permil.Rating;

namespace Permil.Budgets;

/// <summary>One period of one budget: what is spent and reserved in it.</summary>
internal sealed class BudgetSpan(BudgetWindow window)
{
    // Ticks are what is compared with each call.
    private readonly long _from = window.From?.UtcTicks ?? long.MinValue;
    private readonly long _until = window.Until?.UtcTicks ?? long.MaxValue;

    public BudgetWindow Window { get; } = window;

    public decimal Spent { get; private set; }

    public decimal Reserved { get; private set; }

    /// <summary>
    /// The amount from which on alerts are to be looked at; <see langword="null"/>: none is left. 0 until somebody has.
    /// </summary>
    public decimal? NextAlert { get; set; } = 0;

    public bool Contains(DateTimeOffset instant) => instant.UtcTicks >= _from && instant.UtcTicks < _until;

    public bool IsOverAt(DateTimeOffset instant) => instant.UtcTicks >= _until;

    public void Spend(decimal amount) => Spent = Exact.Add(Spent, amount);

    public void Reserve(decimal amount) => Reserved = Exact.Add(Reserved, amount);

    public void Free(decimal amount) => Reserved = Exact.Add(Reserved, -amount);

    public void FreeAll() => Reserved = 0;
}
