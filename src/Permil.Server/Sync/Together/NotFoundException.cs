namespace Permil.Server.Sync.Together;

/// <summary>The service has no such thing, or not for this account.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
