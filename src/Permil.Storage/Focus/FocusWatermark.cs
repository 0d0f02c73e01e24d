namespace Permil.Storage.Focus;

/// <summary>What an export saw: as long as nothing came after it, the same export gives the same rows.</summary>
/// <param name="Sequence">The last stored event.</param>
/// <param name="Entry">The last entry of the invoice book.</param>
/// <param name="Fingerprint">Of everything else: prices, contracts, credits, allocation, options, the program.</param>
public sealed record FocusWatermark(long Sequence, long Entry, string Fingerprint);
