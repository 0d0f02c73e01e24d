using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Contracts;

/// <summary>Finds rules that are about what another is about: they never apply, are partly unused, or add up.</summary>
internal static class RulesTwice
{
    public static IEnumerable<PriceFinding> In(Contract contract, IReadOnlyList<PossibleCharge> charges) =>
        Shadowed(contract, charges).Concat(Overlapping(contract, charges)).Concat(Taxes(contract));

    /// <summary>Of prices and of volume discounts the first that is about a charge counts, and a rate before any percentage.</summary>
    private static IEnumerable<PriceFinding> Shadowed(Contract contract, IReadOnlyList<PossibleCharge> charges)
    {
        var earlier = new List<ContractRule>();
        foreach (var rule in contract.Rules.OrderBy(rule => rule is RateOverride ? 0 : 1))
        {
            if (rule is not (RateOverride or PercentOff or VolumeDiscount))
            {
                continue;
            }

            var before = earlier.FindAll(other => rule is VolumeDiscount == other is VolumeDiscount);
            earlier.Add(rule);
            var takers = Takers(rule, before, charges);
            if (takers.Count > 0)
            {
                yield return ContractCheck.Remark(
                    contract,
                    rule,
                    $"never applies: all it is about belongs to {string.Join(", ", takers.Select(Named))}"
                );
            }
        }
    }

    /// <summary>The rules before one that leave it nothing; none where something is left, or there never was anything.</summary>
    private static List<ContractRule> Takers(
        ContractRule rule,
        List<ContractRule> before,
        IReadOnlyList<PossibleCharge> charges
    )
    {
        var unit = ContractCheck.UnitOf(rule);
        var takers = new List<ContractRule>();
        foreach (var charge in charges.Where(charge => charge.CanBeFor(rule.For, unit)))
        {
            if (charge.Price.Period.Common(rule.Period) is not { } time)
            {
                continue;
            }

            var taker = before.Find(other =>
                other.Period.Covers(time) && charge.IsAlwaysFor(other.For, ContractCheck.UnitOf(other), rule.For)
            );
            if (taker is null)
            {
                return [];
            }

            if (!takers.Contains(taker))
            {
                takers.Add(taker);
            }
        }

        return takers;
    }

    private static IEnumerable<PriceFinding> Overlapping(Contract contract, IReadOnlyList<PossibleCharge> charges)
    {
        var rules = contract.Rules.Where(rule => rule is Commitment or MonthlyMinimum).ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var other in rules.Take(i).Where(other => other.GetType() == rules[i].GetType()))
            {
                if (rules[i].Period.Common(other.Period) is { } time && AreAboutTheSame(rules[i], other, time, charges))
                {
                    yield return ContractCheck.Remark(
                        contract,
                        rules[i],
                        $"is {time} about usage that {Named(other)} is about too: {Consequence(other)}"
                    );
                }
            }
        }
    }

    private static bool AreAboutTheSame(
        ContractRule rule,
        ContractRule other,
        PricePeriod time,
        IReadOnlyList<PossibleCharge> charges
    ) =>
        charges.Any(charge =>
            charge.Price.Period.Overlaps(time)
            && charge.CanBeForBoth(rule.For, ContractCheck.UnitOf(rule), other.For, ContractCheck.UnitOf(other))
        );

    private static string Consequence(ContractRule first) =>
        first is MonthlyMinimum ? "each is made up for on its own" : "that one is used up first";

    private static IEnumerable<PriceFinding> Taxes(Contract contract)
    {
        var taxes = contract.Of<TaxRule>().ToList();
        for (var i = 0; i < taxes.Count; i++)
        {
            foreach (var other in taxes.Take(i))
            {
                if (taxes[i].Period.Common(other.Period) is { } time)
                {
                    yield return ContractCheck.Remark(
                        contract,
                        taxes[i],
                        $"adds up with {Named(other)} {time}: {DecimalText.Of(other.Percent)}% + {DecimalText.Of(taxes[i].Percent)}%"
                    );
                }
            }
        }
    }

    private static string Named(ContractRule rule) => $"{rule.Id} (line {rule.Line})";
}
