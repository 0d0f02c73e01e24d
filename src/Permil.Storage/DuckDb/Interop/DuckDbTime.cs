namespace Permil.Storage.DuckDb.Interop;

/// <summary>Between .NET's ticks since the year 1 and DuckDB's microseconds since 1970.</summary>
internal static class DuckDbTime
{
    /// <summary>The microsecond a tick lies in.</summary>
    public static long MicrosecondsOf(long ticks) =>
        (ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>A moment in UTC.</summary>
    /// <exception cref="DuckDbException">Infinity, or a year outside of 1 to 9999.</exception>
    public static DateTimeOffset FromUnits(long units, long ticksPerUnit)
    {
        var ticks = ((Int128)units * ticksPerUnit) + DateTime.UnixEpoch.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks
            ? throw new DuckDbException(
                DuckDbErrorType.OutOfRange,
                $"The timestamp {units} (units of {ticksPerUnit} ticks since 1970) is not in the years 1 to 9999."
            )
            : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }
}
