using System.Globalization;
using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Invoices;

/// <summary>What a line of an invoice is, in words.</summary>
internal static class LineDescription
{
    public static string Of(BillLineKey key, Contract contract)
    {
        var rule = contract.Rules.FirstOrDefault(rule => string.Equals(rule.Id, key.Rule, StringComparison.Ordinal));
        var name = rule?.Name ?? key.Rule;
        return key.Category switch
        {
            ChargeCategory.Usage when key.Commitment == CommitmentStatus.Unused => $"{name}: not used",
            ChargeCategory.Usage when key.Commitment == CommitmentStatus.Used => $"{Usage(key)}, under {name}",
            ChargeCategory.Usage when key.Rule is not null => $"{Usage(key)}, beyond {name}",
            ChargeCategory.Usage => Usage(key),
            ChargeCategory.Purchase => rule is Commitment commitment
                ? $"{name}, {Term(commitment.Period)}"
                : name ?? "",
            ChargeCategory.Adjustment => rule switch
            {
                MonthlyMinimum minimum =>
                    $"{name}: what is missing of {DecimalText.Of(minimum.Amount)} {contract.Currency}",
                SpendCommitment commitment =>
                    $"{name}: what is missing of {DecimalText.Of(commitment.Amount)} {contract.Currency}",
                _ => name ?? "Adjustment",
            },
            ChargeCategory.Credit => $"Credit {key.Credit}",
            ChargeCategory.Tax => rule is TaxRule tax ? $"{name} {DecimalText.Of(tax.Percent)}%" : name ?? "Tax",
            _ => throw new ArgumentException($"{key.Category} has no description", nameof(key)),
        };
    }

    private static string Usage(BillLineKey key)
    {
        var model = string.IsNullOrEmpty(key.Model) ? key.Provider : key.Model;
        var mode = key.Mode is { } known ? $" ({ModeName.Of(known)})" : "";
        return $"{model}: {key.Meter?.Replace('_', ' ')}{mode}";
    }

    private static string Term(PricePeriod period) => $"{Day(period.From!.Value)} to {Day(period.Until!.Value)}";

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
