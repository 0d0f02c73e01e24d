namespace Permil.Storage.Billing;

/// <summary>Instants as numbers of 100 ns since 1970, as the usage store has them.</summary>
internal static class StoredTime
{
    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks;

    public static DateTimeOffset Read(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);
}
