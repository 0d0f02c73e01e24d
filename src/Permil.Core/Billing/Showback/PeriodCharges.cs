using Permil.Billing.Charges;

namespace Permil.Billing.Showback;

/// <summary>Rated usage of a month, by sub-account and by the key of a statement, in this order.</summary>
/// <param name="Now">What the invoice could see.</param>
/// <param name="Before">What invoices before it could see, where the month is corrected; else nothing.</param>
public sealed record PeriodCharges(IReadOnlyList<ChargeLine> Now, IReadOnlyList<ChargeLine> Before);
