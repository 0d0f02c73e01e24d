using System.Globalization;
using Permil.Billing.Contracts;
using Permil.Json;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints contracts, a line each.</summary>
internal static class ContractListOutput
{
    public static void Print(IReadOnlyList<Contract> contracts, OutputFormat format)
    {
        // What was withdrawn is no longer part of what an account has.
        contracts = [.. contracts.Select(contract => contract.AsKnownOn(null))];
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(
                    isIndented: true,
                    json =>
                    {
                        json.WriteStartArray("contracts");
                        foreach (var contract in contracts)
                        {
                            json.WriteStartObject();
                            ContractJson.Write(json, contract);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                    }
                );
                break;
            case OutputFormat.Csv:
                RowsOf(contracts).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(contracts).PrintMarkdown(Console.Out);
                break;
            default:
                if (contracts.Count > 0)
                {
                    RowsOf(contracts).PrintTable(Screen.Create());
                }

                Console.WriteLine(
                    contracts.Count > 0
                        ? "permil contracts show ACCOUNT tells every rule"
                        : "No contracts: permil contracts add gives an account one"
                );
                break;
        }
    }

    private static Rows RowsOf(IReadOnlyList<Contract> contracts)
    {
        var rows = new Rows(
            new("account", "account"),
            new("contract", "contract"),
            new("rules", "rules", IsNumber: true),
            new("from", "from"),
            new("until", "until"),
            new("discounts", "discounts", CanWrap: true)
        );
        foreach (var contract in contracts)
        {
            var periods = contract.Rules.Select(rule => rule.Period).ToList();
            rows.Add(
                contract.Account,
                contract.Id,
                contract.Rules.Count.ToString(CultureInfo.InvariantCulture),
                Instant(periods.TrueForAll(period => period.From is not null), periods.Min(period => period.From)),
                Instant(periods.TrueForAll(period => period.Until is not null), periods.Max(period => period.Until)),
                Discounts(contract)
            );
        }

        return rows;
    }

    /// <summary>Empty where one rule has no such end, which is before or after any other.</summary>
    private static string Instant(bool isBounded, DateTimeOffset? instant) =>
        isBounded && instant is { } known ? PeriodText.Instant(known) : "";

    private static string Discounts(Contract contract)
    {
        var rates = contract.Of<RateOverride>().Count();
        return string.Join(
            "; ",
            contract
                .Rules.Where(rule => rule is PercentOff or VolumeDiscount)
                .Select(rule => rule is VolumeDiscount volume ? Volume(volume) : RuleText.Of(rule))
                .Distinct(StringComparer.Ordinal)
                .Prepend(rates == 0 ? "" : Counted.Of(rates, "rate"))
                .Where(text => text.Length > 0)
        );
    }

    private static string Volume(VolumeDiscount volume) =>
        $"up to {DecimalText.Of(volume.Tiers.Max(tier => tier.Percent))}% by {EnumName.Of(volume.Basis)}";
}
