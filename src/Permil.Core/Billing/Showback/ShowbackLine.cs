using Permil.Billing.Invoices;

namespace Permil.Billing.Showback;

/// <summary>An owner's part of a line of the invoice.</summary>
/// <param name="Line">The line.</param>
/// <param name="IsShared">Whether the line is nobody's own and was split by the rule for shared cost.</param>
/// <param name="Costs">The part.</param>
public sealed record ShowbackLine(InvoiceLine Line, bool IsShared, ShowbackCosts Costs);
