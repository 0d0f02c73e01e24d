namespace Permil.Billing;

/// <summary>Something that others want to hear of: a payment system, for example.</summary>
/// <param name="Id">Made of what it is about, so that it is said once: <c>invoice.issued/INV-000001</c>.</param>
/// <param name="Kind">For example <c>invoice.issued</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Account">The billing account.</param>
/// <param name="Payload">A JSON object: what a receiver needs.</param>
public sealed record BillingEvent(string Id, string Kind, DateTimeOffset Time, string Account, string Payload);
