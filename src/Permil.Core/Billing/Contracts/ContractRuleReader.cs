using System.Globalization;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>Reads rates, discounts, minimums and taxes.</summary>
/// <param name="ids">Of the contract.</param>
internal sealed class ContractRuleReader(ContractIds ids)
{
    public RateOverride Rate(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "price", "per", "unit");
        var meters = RuleMeters.Of(entry, head.For);
        return new RateOverride
        {
            Head = head,
            Rate = meters.RateOf(entry),
            Unit = meters.Unit,
        };
    }

    public PercentOff Discount(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "percent");
        return new PercentOff { Head = head, Percent = ContractText.Percent(entry.Required("percent")) };
    }

    public VolumeDiscount Volume(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "over", "tiers", "unit");
        var basis =
            entry.Required("over").OneOf("spend", "quantity") == "spend" ? VolumeBasis.Spend : VolumeBasis.Quantity;
        if (basis == VolumeBasis.Spend && entry.Optional("unit") is { } unit)
        {
            throw unit.Wrong(unit.Text(), "no 'unit' over spend: it is about the meters of a quantity");
        }

        return new VolumeDiscount
        {
            Head = head,
            Basis = basis,
            Unit = basis == VolumeBasis.Quantity ? RuleMeters.Of(entry, head.For).Unit : null,
            Tiers = TiersOf(entry.Required("tiers")),
        };
    }

    public MonthlyMinimum Minimum(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "amount");
        return new MonthlyMinimum { Head = head, Amount = ContractText.Positive(entry.Required("amount")) };
    }

    public TaxRule Tax(YamlEntry entry)
    {
        var head = RuleHead.Read(entry, ids, "percent");
        if (entry.Optional("for") is { } match)
        {
            throw match.Wrong("a match", "no 'for': a tax is about everything on the invoice");
        }

        return new TaxRule { Head = head, Percent = ContractText.Percent(entry.Required("percent")) };
    }

    private static List<VolumeTier> TiersOf(YamlEntry list)
    {
        var tiers = new List<VolumeTier>();
        foreach (var entry in list.Items())
        {
            entry.AllowOnly("up-to", "percent");
            var upTo = entry.Optional("up-to")?.Count();
            if (tiers.Count > 0 && (tiers[^1].UpTo is not { } previous || upTo <= previous))
            {
                throw entry.Wrong(
                    upTo?.ToString(CultureInfo.InvariantCulture) ?? "no up-to",
                    "tiers in rising order, only the last without 'up-to'"
                );
            }

            tiers.Add(new VolumeTier(upTo, ContractText.Percent(entry.Required("percent"), allowsZero: true)));
        }

        return tiers.Count > 0 && tiers[^1].UpTo is null
            ? tiers
            : throw list.Wrong("tiers that end", "a last tier without 'up-to'");
    }
}
