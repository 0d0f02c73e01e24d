using Permil.Billing;
using Permil.Rating;

namespace Permil.Focus.Export;

/// <summary>
/// What was paid for a credit: bought when it begins, spread over the usage it pays for, so that its own effective cost is 0.
/// No invoice of the account asks for it.
/// </summary>
internal static class FocusTopUp
{
    private static readonly FocusSku Sku = new(
        "prepaid_credits",
        "Prepaid Credits",
        Details: null,
        "Credits",
        "Credits",
        IsPricedAsConsumed: false
    );

    public static FocusRow RowOf(Credit credit, FocusQuestion question, FocusParties parties)
    {
        var day = credit.GrantedAt.AddTicks(-(credit.GrantedAt.UtcTicks % TimeSpan.TicksPerDay));
        var contract = question.Terms.Contract;
        return new()
        {
            Parties = parties,
            BillingAccountId = FocusLineRows.IdOf(question.Account),
            BillingAccountName = contract.Customer?.Name ?? FocusLineRows.IdOf(question.Account),
            Currency = contract.Currency,
            BillingPeriod = question.Month,
            ChargePeriodStart = day,
            ChargePeriodEnd = day.AddDays(1),
            Category = ChargeCategory.Purchase,
            Frequency = FocusLineRows.OneTime,
            Description = $"Prepaid credit {credit.Id}: {DecimalText.Of(credit.Amount)} {contract.Currency}",
            Costs = new(0, credit.Amount, credit.Amount, credit.Amount, 0, credit.Amount),
            Sku = Sku,
            Price = new(1, 1, credit.Amount, Sku.PricingUnit),
            PricingCategory = FocusLineRows.Standard,
            RowId = FocusRowId.Of(question.Account, question.Month.ToString(), "top-up", credit.Id),
        };
    }
}
