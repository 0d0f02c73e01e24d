using Permil.Usage;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>What a billed product is in Permil's words.</summary>
/// <param name="Meter">What is counted.</param>
/// <param name="Mode">How it was bought.</param>
/// <param name="Attributes">What its price may depend on, by the names in <see cref="Usage.Attribute"/>.</param>
public sealed record BilledUse(Meter Meter, Mode Mode, IReadOnlyDictionary<string, string> Attributes);
