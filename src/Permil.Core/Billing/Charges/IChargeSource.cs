using Permil.Billing.Invoices;

namespace Permil.Billing.Charges;

/// <summary>Stored usage, rated for bills.</summary>
public interface IChargeSource
{
    /// <summary>The number of the last event that is stored.</summary>
    long LastSequence { get; }

    /// <summary>Rates usage by terms: the same question and terms always give the same sheet.</summary>
    ChargeSheet Rate(BillingTerms terms, ChargeQuestion question);

    /// <summary>
    /// Months that hold events stored after one number up to another, or events that such events amend or retract; whoever
    /// they are of.
    /// </summary>
    IReadOnlySet<BillingMonth> MonthsTouched(long afterSequence, long throughSequence);
}
