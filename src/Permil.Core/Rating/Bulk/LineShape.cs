using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>
/// What lines of one program have in common: the same keys in the same order, so that only the values differ. A shape is
/// learned from one line that was parsed in full; a later line is taken only if everything between its values is the
/// same to the byte, and its values are plain ASCII texts without escapes and whole numbers. Every other line is left to
/// the full reader. So a shape can be slow to fit, but not wrong.
/// </summary>
/// <remarks>Why: a full JSON parse costs 5 times as much (docs/benchmarks.md).</remarks>
internal sealed class LineShape
{
    private const int MaxSlots = 48;

    private readonly record struct Segment(int LiteralStart, int LiteralLength, LineSlot Slot, int Dimension);

    private readonly byte[] _literals;
    private readonly Segment[] _segments;
    private readonly int _tailStart;
    private readonly int _tailLength;

    private LineShape(byte[] literals, Segment[] segments, int tailStart, int tailLength)
    {
        _literals = literals;
        _segments = segments;
        _tailStart = tailStart;
        _tailLength = tailLength;
    }

    /// <summary>Learns the shape of a line.</summary>
    /// <param name="line">One valid JSON object, without line feed.</param>
    /// <param name="map">What the values mean.</param>
    /// <param name="dimensionOf">The number of a dimension that is asked for, or -1.</param>
    /// <param name="isAnyTagAsked">Whether one of the dimensions is a tag.</param>
    /// <returns><see langword="null"/> when the line has something only the full reader understands.</returns>
    public static LineShape? Learn(
        ReadOnlySpan<byte> line,
        FieldMap map,
        Func<LogFieldBinding, int> dimensionOf,
        bool isAnyTagAsked
    )
    {
        var literals = new List<byte>();
        var segments = new List<Segment>();
        var seen = new HashSet<(LogField Field, string? Name)>();
        var cursor = 0;
        var reader = new Utf8JsonReader(line);
        var walk = new FieldWalk(map);
        while (reader.Read())
        {
            walk.Follow(ref reader);
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            {
                continue;
            }

            var isText = reader.TokenType == JsonTokenType.String;
            if (isText && walk.NamesFormat)
            {
                // The value decides which reader takes the line, so it belongs to the shape.
                continue;
            }

            if (SlotOf(walk.Binding, isText, dimensionOf, seen) is not { } slot || segments.Count == MaxSlots)
            {
                return null;
            }

            var valueStart = (int)reader.TokenStartIndex + (isText ? 1 : 0);
            segments.Add(new Segment(literals.Count, valueStart - cursor, slot.Slot, slot.Dimension));
            literals.AddRange(line[cursor..valueStart]);
            cursor = valueStart + reader.ValueSpan.Length;
        }

        var isComplete =
            seen.Contains((LogField.Id, null))
            && seen.Contains((LogField.Time, null))
            && seen.Contains((LogField.OutputTokens, null))
            // One input count: which of two counts is for the full reader to say.
            && seen.Contains((LogField.PromptTokens, null)) != seen.Contains((LogField.InputTokens, null));
        if (!isComplete || (walk.HasTagList && isAnyTagAsked))
        {
            return null;
        }

        var tailStart = literals.Count;
        literals.AddRange(line[cursor..]);
        var tailLength = literals.Count - tailStart;
        literals.AddRange(new byte[ChunkReader.Slack]);
        return new LineShape([.. literals], [.. segments], tailStart, tailLength);
    }

    /// <summary>Reads a line that has this shape.</summary>
    /// <param name="start">The line's first byte; <see cref="ChunkReader.Slack"/> bytes behind <paramref name="available"/> may be loaded.</param>
    /// <param name="available">Bytes up to the end of the chunk.</param>
    /// <param name="values">Takes the values.</param>
    /// <returns>The line's length with its line feed; 0 when the line has another shape.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int TryRead(ref byte start, int available, LineValues values)
    {
        unchecked
        {
            ref var literals = ref MemoryMarshal.GetArrayDataReference(_literals);
            var position = 0;
            values.Clear();
            foreach (var segment in _segments)
            {
                // Neither literals nor values hold a line feed, so reading past the end of the line fails there.
                if (
                    !PaddedBytes.AreSame(
                        ref Unsafe.Add(ref start, position),
                        ref Unsafe.Add(ref literals, segment.LiteralStart),
                        segment.LiteralLength
                    )
                )
                {
                    return 0;
                }

                position += segment.LiteralLength;
                ref var value = ref Unsafe.Add(ref start, position);
                int length;
                switch (segment.Slot)
                {
                    case LineSlot.SkippedText:
                        length = PlainTextLength(ref value);
                        break;
                    case LineSlot.Dimension:
                        length = PlainTextLength(ref value);
                        values.SetDimension(segment.Dimension, position, length);
                        break;
                    case LineSlot.Id:
                        length = PlainTextLength(ref value);
                        values.IdStart = position;
                        values.IdLength = length;
                        break;
                    case LineSlot.TimeText:
                        length = PlainTextLength(ref value);
                        values.TimeStart = position;
                        values.TimeLength = length;
                        length = length == 0 ? -1 : length;
                        break;
                    case LineSlot.TimeNumber:
                        length = WholeNumber(ref value, out values.TimeNumber);
                        break;
                    case LineSlot.PromptTokens:
                        length = WholeNumber(ref value, out values.PromptTokens);
                        break;
                    case LineSlot.CachedInsidePrompt:
                        length = WholeNumber(ref value, out values.CachedTokens);
                        break;
                    case LineSlot.OutputTokens:
                        length = WholeNumber(ref value, out values.OutputTokens);
                        break;
                    case LineSlot.ReasoningTokens:
                        length = WholeNumber(ref value, out values.ReasoningTokens);
                        break;
                    case LineSlot.TotalTokens:
                        length = WholeNumber(ref value, out values.TotalTokens);
                        break;
                    case LineSlot.ReportedCost:
                        length = ShortAmountLength(ref value);
                        values.CostStart = position;
                        values.CostLength = length;
                        break;
                    default:
                        length = AnyNumberLength(ref value);
                        break;
                }

                if (length < 0)
                {
                    return 0;
                }

                position += length;
            }

            if (
                !PaddedBytes.AreSame(
                    ref Unsafe.Add(ref start, position),
                    ref Unsafe.Add(ref literals, _tailStart),
                    _tailLength
                )
            )
            {
                return 0;
            }

            // Behind the last line of a file without a line feed stands one that is not part of it.
            position += _tailLength;
            return position <= available && Unsafe.Add(ref start, position) == (byte)'\n'
                ? Math.Min(position + 1, available)
                : 0;
        }
    }

    private static (LineSlot Slot, int Dimension)? SlotOf(
        LogFieldBinding? place,
        bool isText,
        Func<LogFieldBinding, int> dimensionOf,
        HashSet<(LogField Field, string? Name)> seen
    )
    {
        var skipped = (isText ? LineSlot.SkippedText : LineSlot.SkippedNumber, -1);
        if (place is not { } binding)
        {
            return skipped;
        }

        var isFirst = seen.Add((binding.Field, binding.Name));
        var slot = binding.Field switch
        {
            LogField.Id when isText => LineSlot.Id,
            LogField.Time => isText ? LineSlot.TimeText : LineSlot.TimeNumber,
            // Where a log counts cached tokens beside "input_tokens", it names them in a way that has no slot.
            LogField.PromptTokens or LogField.InputTokens when !isText => LineSlot.PromptTokens,
            LogField.CachedInsidePrompt when !isText => LineSlot.CachedInsidePrompt,
            LogField.OutputTokens when !isText => LineSlot.OutputTokens,
            LogField.Provider
            or LogField.Model
            or LogField.Mode
            or LogField.Account
            or LogField.SubAccount
            or LogField.Feature
            or LogField.Environment
            or LogField.Tag when isText => LineSlot.Dimension,
            LogField.ReasoningTokens when !isText => LineSlot.ReasoningTokens,
            LogField.TotalTokens when !isText => LineSlot.TotalTokens,
            LogField.ReportedCost when !isText => LineSlot.ReportedCost,
            _ => (LineSlot?)null,
        };
        // Which of two places counts is for the full reader to say.
        if (!isFirst || slot is not { } found)
        {
            return null;
        }

        if (found != LineSlot.Dimension)
        {
            return (found, -1);
        }

        var dimension = dimensionOf(binding);
        return dimension < 0 ? skipped : (LineSlot.Dimension, dimension);
    }

    /// <returns>
    /// Bytes before the closing quote, or before an escape, a control character or a byte beyond ASCII: there the literal
    /// behind the text, which begins with its quote, does not fit.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlainTextLength(ref byte text)
    {
        unchecked
        {
            // A line feed is a control character: the search ends within the line.
            for (var offset = 0; ; offset += Vector256<byte>.Count)
            {
                var bytes = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, offset));
                var stops =
                    Vector256.Equals(bytes, Vector256.Create((byte)'"'))
                    | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                    | Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte();
                var mask = stops.ExtractMostSignificantBits();
                if (mask != 0)
                {
                    return offset + System.Numerics.BitOperations.TrailingZeroCount(mask);
                }
            }
        }
    }

    /// <returns>Digits of the number; -1 when there are none, too many or a leading zero.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WholeNumber(ref byte text, out long number)
    {
        unchecked
        {
            // Eight characters at once: as a digit, a character less '0' is at most 9, so adding 6 leaves its upper half 0.
            var digits = Unsafe.ReadUnaligned<ulong>(ref text) ^ 0x3030303030303030;
            var others = ((digits + 0x0606060606060606) | digits) & 0xF0F0F0F0F0F0F0F0;
            var length = System.Numerics.BitOperations.TrailingZeroCount(others) >> 3;
            if (length is 0 or sizeof(ulong) || !BitConverter.IsLittleEndian)
            {
                return LongWholeNumber(ref text, out number);
            }

            // The digits go to the end of the eight, with zeros before them; then pairs, fours and all are put together.
            digits <<= 64 - (length * 8);
            digits = (digits * 10) + (digits >> 8);
            digits =
                ((digits & 0x000000FF000000FF) * 0x000F424000000064)
                + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001);
            number = (long)(digits >> 32);
            return length > 1 && text == (byte)'0' ? -1 : length;
        }
    }

    /// <returns>Characters of a JSON number; -1 when there is none.</returns>
    private static int AnyNumberLength(ref byte text)
    {
        var length = text == (byte)'-' ? 1 : 0;
        var whole = DigitsAt(ref text, length);
        if (whole == 0 || (whole > 1 && Unsafe.Add(ref text, length) == (byte)'0'))
        {
            return -1;
        }

        length += whole;
        if (Unsafe.Add(ref text, length) == (byte)'.')
        {
            var fraction = DigitsAt(ref text, length + 1);
            if (fraction == 0)
            {
                return -1;
            }

            length += 1 + fraction;
        }

        if ((Unsafe.Add(ref text, length) | 0x20) == 'e')
        {
            var sign = Unsafe.Add(ref text, length + 1) is (byte)'+' or (byte)'-' ? 1 : 0;
            var exponent = DigitsAt(ref text, length + 1 + sign);
            if (exponent == 0)
            {
                return -1;
            }

            length += 1 + sign + exponent;
        }

        return length;
    }

    /// <returns>Characters of a JSON number of at most 15 of them, without an exponent; -1 otherwise.</returns>
    private static int ShortAmountLength(ref byte text)
    {
        const int MaxLength = 15;
        var length = AnyNumberLength(ref text);
        return
            length <= MaxLength
            && !MemoryMarshal.CreateReadOnlySpan(ref text, Math.Max(length, 0)).ContainsAny((byte)'e', (byte)'E')
            ? length
            : -1;
    }

    private static int DigitsAt(ref byte text, int offset)
    {
        var length = 0;
        while (char.IsAsciiDigit((char)Unsafe.Add(ref text, offset + length)))
        {
            length++;
        }

        return length;
    }

    private static int LongWholeNumber(ref byte text, out long number)
    {
        const int MaxDigits = 15;
        number = 0;
        var length = 0;
        while (true)
        {
            var digit = unchecked((uint)Unsafe.Add(ref text, length) - '0');
            if (digit > 9)
            {
                break;
            }

            number = (number * 10) + digit;
            if (++length > MaxDigits)
            {
                return -1;
            }
        }

        return length == 0 || (length > 1 && text == (byte)'0') ? -1 : length;
    }
}
