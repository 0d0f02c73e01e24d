namespace Permil.Storage.Billing;

/// <summary>What came of issuing a month's invoice.</summary>
/// <param name="Invoice">The invoice of the month that stands.</param>
/// <param name="IsNew">Whether it was issued now.</param>
public sealed record IssueOutcome(BookedInvoice Invoice, bool IsNew);
