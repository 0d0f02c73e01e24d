using Permil.Billing.Invoices;

namespace Permil.Storage.Reports;

/// <summary>What accounts are billed by, so that a report can tell what they pay.</summary>
/// <param name="TermsOf">What an account is billed by today, at the prices and by the rules of the report.</param>
/// <param name="Accounts">The accounts that have a contract or a credit; those with documents are found in the store.</param>
public sealed record ReportTerms(Func<string, BillingTerms> TermsOf, IReadOnlyCollection<string> Accounts);
