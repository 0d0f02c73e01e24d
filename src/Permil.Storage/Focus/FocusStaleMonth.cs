using Permil.Billing;

namespace Permil.Storage.Focus;

/// <summary>A month of exported data, and whether it has to be exported again.</summary>
/// <param name="Month">The month.</param>
/// <param name="Days">Its days where it is there by days; <see langword="null"/>: it is there as a whole, or not yet.</param>
/// <param name="Because">Why it has to be; <see langword="null"/>: it is as an export would make it now.</param>
public sealed record FocusStaleMonth(BillingMonth Month, IReadOnlyList<DateOnly>? Days, string? Because);
