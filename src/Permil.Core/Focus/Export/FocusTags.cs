namespace Permil.Focus.Export;

/// <summary>What the tags of usage say in columns of their own, and the others.</summary>
/// <param name="Json">The tags without the key's; <see langword="null"/>: there are none.</param>
/// <param name="KeyId">The id of the key a call was made with.</param>
/// <param name="ResourceId">The cluster or endpoint it ran on.</param>
/// <param name="JobId">The job it was used by.</param>
internal sealed record FocusTags(string? Json, string? KeyId, string? ResourceId, string? JobId);
