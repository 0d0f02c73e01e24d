namespace Permil.Server.Sync;

/// <summary>A piece of what the provider said that could not be read; the rest still counts.</summary>
/// <param name="Where">The item, or the file and line.</param>
/// <param name="Reason">The field, what was found and what is allowed.</param>
public sealed record SyncRejection(string Where, string Reason);
