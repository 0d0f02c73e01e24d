using Permil.Rating;

namespace Permil.Budgets;

/// <summary>One period of one budget: what is spent and reserved in it.</summary>
internal sealed class BudgetSpan(BudgetWindow window)
{
    public BudgetWindow Window { get; } = window;

    public decimal Spent { get; private set; }

    public decimal Reserved { get; private set; }

    /// <summary>
    /// The amount from which on alerts are to be looked at; <see langword="null"/>: none is left. 0 until somebody has.
    /// </summary>
    public decimal? NextAlert { get; set; } = 0;

    public void Spend(decimal amount) => Spent = Exact.Add(Spent, amount);

    public void Reserve(decimal amount) => Reserved = Exact.Add(Reserved, amount);

    public void Free(decimal amount) => Reserved = Exact.Add(Reserved, -amount);

    public void FreeAll() => Reserved = 0;
}
