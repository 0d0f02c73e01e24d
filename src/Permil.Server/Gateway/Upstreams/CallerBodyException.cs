namespace Permil.Server.Gateway.Upstreams;

/// <summary>A call did not go up whole, since the caller's body could not be read to its end.</summary>
internal sealed class CallerBodyException(Exception cause)
    : Exception("the caller's body could not be read to its end", cause);
