using Permil.Billing.Showback;
using Permil.Rating;

namespace Permil.Storage.Reports;

/// <summary>What one group of a report is billed.</summary>
/// <param name="values">Of the keys.</param>
internal sealed class BilledGroup(string?[] values)
{
    public string?[] Values { get; } = values;

    public ShowbackCosts Costs { get; private set; }

    /// <summary>The effective cost of usage of the period.</summary>
    public decimal UsageCost { get; private set; }

    /// <summary>Tokens that have a price.</summary>
    public decimal Tokens { get; private set; }

    /// <summary>The effective cost of <see cref="Tokens"/>.</summary>
    public decimal TokenCost { get; private set; }

    public void Add(in ShowbackCosts costs) => Costs = Costs.Plus(costs);

    public void AddUsage(in ShowbackCosts costs, decimal tokens)
    {
        Add(costs);
        UsageCost = Exact.Add(UsageCost, costs.EffectiveCost);
        if (tokens != 0)
        {
            Tokens = Exact.Add(Tokens, tokens);
            TokenCost = Exact.Add(TokenCost, costs.EffectiveCost);
        }
    }
}
