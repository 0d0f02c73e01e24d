namespace Permil.Server.Gateway;

/// <summary>A time of day that only a test moves; waits and durations are real.</summary>
internal sealed class FrozenClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
