using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>Reads the times of log lines, of which most are on the day of the line before.</summary>
internal sealed class LineTime
{
    private const int DateLength = 10;

    /// <summary>The last date read, as its bytes; before any the first that is allowed.</summary>
    private ulong _dateHead = MemoryMarshal.Read<ulong>("2000-01-"u8);
    private ushort _dateTail = MemoryMarshal.Read<ushort>("01"u8);
    private long _dateTicks = EventTime.Min.UtcTicks;

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm:ss[.f...]Z</c>.</summary>
    /// <returns>UTC ticks; -1 for every other form, and for times out of range.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Ticks(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            const int SecondsLength = 19;
            if (
                text.Length <= SecondsLength
                || text[^1] != (byte)'Z'
                || text[10] != (byte)'T'
                || text[13] != (byte)':'
                || text[16] != (byte)':'
            )
            {
                return -1;
            }

            ref var start = ref MemoryMarshal.GetReference(text);
            var head = Unsafe.ReadUnaligned<ulong>(ref start);
            var tail = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, 8));
            if ((head != _dateHead || tail != _dateTail) && !TryReadDate(text, head, tail))
            {
                return -1;
            }

            var hour = TwoDigits(ref start, 11);
            var minute = TwoDigits(ref start, 14);
            var second = TwoDigits(ref start, 17);
            if (hour > 23 || minute > 59 || second > 59)
            {
                return -1;
            }

            var fraction = FractionTicks(text[SecondsLength..^1]);
            return fraction < 0
                ? -1
                : _dateTicks + (((hour * 3600) + (minute * 60) + second) * TimeSpan.TicksPerSecond) + fraction;
        }
    }

    /// <summary>Seconds or milliseconds since 1970, told apart by size as <see cref="EventTime"/> does.</summary>
    /// <returns>UTC ticks; -1 when it is out of range.</returns>
    public static long Ticks(long number)
    {
        const long FirstMilliseconds = 100_000_000_000;
        const long FirstMicroseconds = 100_000_000_000_000;
        if (number >= FirstMicroseconds)
        {
            return -1;
        }

        var ticks =
            (number < FirstMilliseconds ? number * TimeSpan.TicksPerSecond : number * TimeSpan.TicksPerMillisecond)
            + DateTime.UnixEpoch.Ticks;
        return ticks >= EventTime.Min.UtcTicks && ticks < EventTime.Max.UtcTicks ? ticks : -1;
    }

    private bool TryReadDate(ReadOnlySpan<byte> text, ulong head, ushort tail)
    {
        if (
            text[4] != (byte)'-'
            || text[7] != (byte)'-'
            || !Utf8Parser.TryParse(text[..4], out uint year, out var yearLength)
            || !Utf8Parser.TryParse(text[5..7], out uint month, out var monthLength)
            || !Utf8Parser.TryParse(text[8..DateLength], out uint day, out var dayLength)
            || (yearLength, monthLength, dayLength) != (4, 2, 2)
            || year < EventTime.Min.Year
            || year >= EventTime.Max.Year
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth((int)year, (int)month)
        )
        {
            return false;
        }

        _dateHead = head;
        _dateTail = tail;
        _dateTicks = new DateTime((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TwoDigits(ref byte start, int offset)
    {
        const uint NoDigits = 100;
        unchecked
        {
            var tens = (uint)Unsafe.Add(ref start, offset) - '0';
            var ones = (uint)Unsafe.Add(ref start, offset + 1) - '0';
            return tens > 9 || ones > 9 ? NoDigits : (tens * 10) + ones;
        }
    }

    private static long FractionTicks(ReadOnlySpan<byte> fraction)
    {
        unchecked
        {
            if (fraction.Length == 0)
            {
                return 0;
            }

            if (fraction[0] != (byte)'.' || fraction.Length == 1)
            {
                return -1;
            }

            var ticks = 0L;
            var weight = TimeSpan.TicksPerSecond / 10;
            foreach (var character in fraction[1..])
            {
                var digit = (uint)character - '0';
                if (digit > 9)
                {
                    return -1;
                }

                ticks += digit * weight;
                weight /= 10;
            }

            return ticks;
        }
    }
}
