namespace Permil.Server.Gateway;

/// <summary>Counts the bytes that all calls hold together, so that many large bodies cannot take all memory.</summary>
internal sealed class HeldBytes(long maxBytes)
{
    private long _held;

    public static GatewayError Full { get; } =
        new(
            503,
            "server_error",
            "overloaded",
            "too many large requests at the same time",
            RetryAfter: TimeSpan.FromSeconds(1)
        );

    /// <returns><see langword="false"/> when it would be too many; nothing is taken then.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= maxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
