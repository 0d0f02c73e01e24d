namespace Permil.Server.Sync.Together;

/// <summary>The service does not take the key: nothing else will work either.</summary>
internal sealed class KeyRefusedException(string message) : Exception(message);
