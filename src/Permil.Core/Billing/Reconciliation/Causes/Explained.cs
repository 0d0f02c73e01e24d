namespace Permil.Billing.Reconciliation.Causes;

/// <summary>A cause that fits, and the sentence that shows it.</summary>
internal sealed record Explained(FindingCause Cause, string Text);
