namespace Permil.Upstream;

/// <summary>The time of the machine.</summary>
internal static class Clock
{
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static long UnixSeconds => Now.ToUnixTimeSeconds();
}
