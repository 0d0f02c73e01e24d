namespace Permil.Storage;

/// <summary>For whom events may be handed in. What they do not say they get; what they say otherwise is refused.</summary>
/// <param name="Account">The billing account.</param>
/// <param name="SubAccount">The tenant; <see langword="null"/>: any of the account.</param>
/// <param name="Key">The id of the key they come with; <see langword="null"/>: they may name none.</param>
public sealed record EventOwner(string Account, string? SubAccount = null, string? Key = null);
