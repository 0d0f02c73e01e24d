using System.Buffers.Text;
using System.Text;
using Permil.Rating;

namespace Permil.Usage.Readers;

/// <content>The pass over the bytes. All methods move the position behind what they read, or say false.</content>
internal sealed partial class EventLine
{
    /// <summary>More digits are for the full reader, which knows how many a decimal holds.</summary>
    private const int MostDigits = 15;

    private const int NoField = -1;

    private bool TryReadMembers(ReadOnlySpan<byte> line)
    {
        var at = 1;
        for (var isFirst = true; ; isFirst = false)
        {
            SkipSpaces(line, ref at);
            if (at >= line.Length)
            {
                return false;
            }

            if (line[at] == (byte)'}')
            {
                at++;
                SkipSpaces(line, ref at);
                return at == line.Length && !isFirst;
            }

            if (!isFirst && !TrySkip(line, ref at, (byte)','))
            {
                return false;
            }

            if (!TryReadText(line, ref at, out var name) || !TrySkip(line, ref at, (byte)':'))
            {
                return false;
            }

            var field = FieldOf(Bytes(name, line));
            if (field == NoField || (_seen & (1 << field)) != 0 || !TryReadValue(line, ref at, (EventLineField)field))
            {
                return false;
            }

            _seen |= 1 << field;
        }
    }

    private static int FieldOf(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => (int)EventLineField.Id,
            4 when name.SequenceEqual("time"u8) => (int)EventLineField.Time,
            4 when name.SequenceEqual("mode"u8) => (int)EventLineField.Mode,
            4 when name.SequenceEqual("tags"u8) => (int)EventLineField.Tags,
            5 when name.SequenceEqual("model"u8) => (int)EventLineField.Model,
            5 when name.SequenceEqual("usage"u8) => (int)EventLineField.Usage,
            6 when name.SequenceEqual("source"u8) => (int)EventLineField.Source,
            7 when name.SequenceEqual("account"u8) => (int)EventLineField.Account,
            7 when name.SequenceEqual("feature"u8) => (int)EventLineField.Feature,
            8 when name.SequenceEqual("provider"u8) => (int)EventLineField.Provider,
            10 when name.SequenceEqual("subAccount"u8) => (int)EventLineField.SubAccount,
            10 when name.SequenceEqual("attributes"u8) => (int)EventLineField.Attributes,
            11 when name.SequenceEqual("environment"u8) => (int)EventLineField.Environment,
            12 when name.SequenceEqual("reportedCost"u8) => (int)EventLineField.ReportedCost,
            15 when name.SequenceEqual("unsettledReason"u8) => (int)EventLineField.UnsettledReason,
            16 when name.SequenceEqual("reportedCurrency"u8) => (int)EventLineField.ReportedCurrency,
            _ => NoField,
        };

    private bool TryReadValue(ReadOnlySpan<byte> line, ref int at, EventLineField field)
    {
        switch (field)
        {
            case EventLineField.Usage:
                return TryReadUsage(line, ref at);
            case EventLineField.Tags:
                return TryReadPairs(line, ref at, _tags);
            case EventLineField.Attributes:
                return TryReadPairs(line, ref at, _attributes) && AreNumbersPlain(line);
            case EventLineField.ReportedCost:
                return TryReadNumber(line, ref at, mayBeNegative: true, out _reportedCost);
            case EventLineField.Time:
                return TryReadText(line, ref at, out var time) && (_ticks = _time.Ticks(Bytes(time, line))) >= 0;
            case EventLineField.Mode:
                return TryReadText(line, ref at, out var mode) && TryMode(Bytes(mode, line));
            case EventLineField.ReportedCurrency:
                return TryReadText(line, ref at, out _texts[(int)field]) && IsCurrency(Bytes(_texts[(int)field], line));
            default:
                return TryReadText(line, ref at, out _texts[(int)field]) && _texts[(int)field].Length > 0;
        }
    }

    private bool TryMode(ReadOnlySpan<byte> name)
    {
        for (var mode = 0; mode < ModeName.All.Count; mode++)
        {
            if (Ascii.Equals(name, ModeName.All[mode]))
            {
                _mode = (Mode)mode;
                return true;
            }
        }

        return false;
    }

    private static bool IsCurrency(ReadOnlySpan<byte> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange((byte)'A', (byte)'Z');

    /// <summary>Numbers among the attributes come back in their one written form.</summary>
    private bool AreNumbersPlain(ReadOnlySpan<byte> line)
    {
        foreach (var (name, value) in _attributes)
        {
            var bytes = Bytes(name, line);
            var isNumber =
                bytes.SequenceEqual("width"u8)
                || bytes.SequenceEqual("height"u8)
                || bytes.SequenceEqual("steps"u8)
                || bytes.SequenceEqual("seconds"u8)
                || bytes.SequenceEqual("gpus"u8);
            if (isNumber && !ReadBack.IsSmallNumber(Bytes(value, line)))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadPairs(ReadOnlySpan<byte> line, ref int at, List<(Place Name, Place Value)> pairs)
    {
        if (!TrySkip(line, ref at, (byte)'{'))
        {
            return false;
        }

        while (!TrySkip(line, ref at, (byte)'}'))
        {
            if (
                (pairs.Count > 0 && !TrySkip(line, ref at, (byte)','))
                || !TryReadText(line, ref at, out var name)
                || !TrySkip(line, ref at, (byte)':')
                || !TryReadText(line, ref at, out var value)
                || value.Length == 0
                || pairs.Count == MostPairs
                || IsNamed(pairs, Bytes(name, line), line)
            )
            {
                return false;
            }

            pairs.Add((name, value));
        }

        return true;
    }

    private static bool IsNamed(List<(Place Name, Place Value)> pairs, ReadOnlySpan<byte> name, ReadOnlySpan<byte> line)
    {
        foreach (var pair in pairs)
        {
            if (Bytes(pair.Name, line).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadUsage(ReadOnlySpan<byte> line, ref int at)
    {
        if (!TrySkip(line, ref at, (byte)'{'))
        {
            return false;
        }

        // A meter with a quantity of 0 is in no list, but may not be named again either.
        var meters = 0UL;
        while (!TrySkip(line, ref at, (byte)'}'))
        {
            if (
                (_hasQuantity && !TrySkip(line, ref at, (byte)','))
                || !TryReadText(line, ref at, out var name)
                || !TrySkip(line, ref at, (byte)':')
                || !Meters.TryFind(Bytes(name, line), out var meter, out var place)
                || (meters & (1UL << place)) != 0
                || !TryReadNumber(line, ref at, mayBeNegative: false, out var quantity)
                || (quantity.Scale > 0 && (meter.Unit is "token" || quantity.Scale > Exact.QuantityDecimals))
            )
            {
                return false;
            }

            meters |= 1UL << place;
            _hasQuantity = true;
            if (quantity != 0)
            {
                _usage.Add(new Measurement(meter, quantity));
            }
        }

        return true;
    }

    /// <summary>A number, or a text that is one: digits, with or without decimals.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> line, ref int at, bool mayBeNegative, out decimal number)
    {
        number = 0;
        SkipSpaces(line, ref at);
        var isText = at < line.Length && line[at] == (byte)'"';
        var start = at + (isText ? 1 : 0);
        var end = start;
        var digits = 0;
        var decimals = NoField;
        var whole = 0L;
        var isNegative = mayBeNegative && end < line.Length && line[end] == (byte)'-';
        for (end += isNegative ? 1 : 0; end < line.Length; end++)
        {
            var digit = line[end] - '0';
            if (digit is >= 0 and <= 9)
            {
                whole = (whole * 10) + digit;
                decimals += decimals >= 0 ? 1 : 0;
                if (++digits > MostDigits || (digits == 2 && whole < 10 && decimals < 0))
                {
                    return false;
                }
            }
            else if (line[end] == (byte)'.' && decimals < 0 && digits > 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        if (digits == 0 || decimals == 0 || end >= line.Length || (isText && line[end] != (byte)'"'))
        {
            return false;
        }

        at = end + (isText ? 1 : 0);
        number =
            decimals <= 0
                ? whole
                : new decimal(unchecked((int)whole), (int)(whole >> 32), 0, isNegative, (byte)decimals);
        number = decimals <= 0 && isNegative ? -number : number;
        return true;
    }

    private static bool TryReadText(ReadOnlySpan<byte> line, ref int at, out Place text)
    {
        text = default;
        if (!TrySkip(line, ref at, (byte)'"'))
        {
            return false;
        }

        var length = line[at..].IndexOf((byte)'"');
        if (length < 0)
        {
            return false;
        }

        text = new Place(at, length);
        at += length + 1;
        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> line, ref int at, byte sign)
    {
        SkipSpaces(line, ref at);
        if (at >= line.Length || line[at] != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    /// <summary>Of the white space JSON knows a plain line has this only.</summary>
    private static void SkipSpaces(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] == (byte)' ')
        {
            at++;
        }
    }
}
