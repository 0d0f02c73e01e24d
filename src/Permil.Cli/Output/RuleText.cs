using System.Globalization;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Json;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Rules and credits of a contract in a few words.</summary>
internal static class RuleText
{
    /// <summary>The key of the contract's file that it stands under.</summary>
    public static string Kind(ContractRule rule) =>
        rule switch
        {
            RateOverride => "rates",
            PercentOff => "discounts",
            VolumeDiscount => "volume-discounts",
            MonthlyMinimum => "minimums",
            QuantityCommitment => "reserved",
            SpendCommitment => "spend-commitments",
            TaxRule => "taxes",
            _ => throw new ArgumentException($"a rule of no kind: {rule.GetType().Name}", nameof(rule)),
        };

    public static string Of(ContractRule rule) =>
        rule switch
        {
            RateOverride rate => Of(rate.Rate),
            PercentOff discount => $"{DecimalText.Of(discount.Percent)}% off",
            VolumeDiscount volume => $"{Tiers(volume)} of a month's {Volume(volume)}",
            MonthlyMinimum minimum => $"{Amount(minimum.Amount)} a month at least",
            QuantityCommitment commitment => Of(commitment),
            SpendCommitment commitment => $"{Amount(commitment.Amount)} over the term, {Paid(commitment)}",
            TaxRule tax => $"{DecimalText.Of(tax.Percent)}% tax",
            _ => throw new ArgumentException($"a rule of no kind: {rule.GetType().Name}", nameof(rule)),
        };

    public static string Of(Credit credit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Amount(credit.Amount)} {EnumName.Of(credit.Kind)} credit, priority {credit.Priority}"
        );

    /// <summary>What it is about; empty for everything.</summary>
    public static string For(ChargeMatch? match)
    {
        if (match is null)
        {
            return "";
        }

        var parts = new List<string>();
        Add("providers", match.Providers);
        Add("models", match.Models);
        Add("classes", match.Classes);
        Add("modes", [.. match.Modes.Select(ModeName.Of)]);
        Add("meters", match.Meters);
        Add("skus", match.Skus);
        parts.AddRange(
            match.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")
        );
        return string.Join("; ", parts);

        void Add(string key, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                parts.Add($"{key} {string.Join(", ", values)}");
            }
        }
    }

    public static string Of(UnitRate rate) => $"{Amount(rate.Amount)} per {rate.PerText}";

    private static string Of(QuantityCommitment commitment)
    {
        var pool = EnumName.Of(commitment.Pool);
        var overage = commitment.Overage is { } rate ? $", then {Of(rate)}" : "";
        return $"{Amount(commitment.Quantity)} {UnitWord.Plural(commitment.Unit)} each {pool} for {Amount(commitment.PoolCost)}, {Paid(commitment)}{overage}";
    }

    private static string Paid(Commitment commitment) => $"paid {EnumName.Of(commitment.Payment)}";

    private static string Volume(VolumeDiscount volume) => volume.Unit is { } unit ? UnitWord.Plural(unit) : "spend";

    private static string Tiers(VolumeDiscount volume) =>
        string.Join(
            ", ",
            volume.Tiers.Select(tier =>
                tier.UpTo is { } upTo
                    ? $"{DecimalText.Of(tier.Percent)}% up to {Amount(upTo)}"
                    : $"{DecimalText.Of(tier.Percent)}% beyond"
            )
        );

    private static string Amount(decimal amount) => Rows.Grouped(DecimalText.Of(amount));
}
