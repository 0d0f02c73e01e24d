using System.Buffers;

namespace Permil.Usage.Readers;

/// <summary>Joins lines to CSV records: a quoted field may go over several lines.</summary>
internal sealed class CsvRecordSource(LineSource lines, ReadOptions options)
{
    private readonly ArrayBufferWriter<byte> _joined = new();
    private byte _delimiter;

    /// <summary>The record's bytes; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The record's first line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the record cannot be read; <see langword="null"/> when it can.</summary>
    public string? Fault { get; private set; }

    public bool MoveNext()
    {
        Fault = null;
        do
        {
            if (!lines.MoveNext())
            {
                return false;
            }
        } while (lines is { IsTooLong: false, Line.IsEmpty: true });

        Line = lines.Number;
        if (_delimiter == 0)
        {
            _delimiter = (byte)CsvDelimiter.Of(lines.Line.Span);
        }

        if (lines.IsTooLong)
        {
            Fault = LongLine.Rejected("", lines.Number, lines.Length, options.MaxLineBytes).Reason;
            return true;
        }

        var isOpen = EndsInQuotes(lines.Line.Span, isOpen: false);
        if (!isOpen)
        {
            Bytes = lines.Line;
            return true;
        }

        Join();
        return true;
    }

    private void Join()
    {
        _joined.ResetWrittenCount();
        _joined.Write(lines.Line.Span);
        var isOpen = true;
        while (isOpen && lines.MoveNext())
        {
            _joined.Write("\n"u8);
            _joined.Write(lines.Line.Span);
            if (lines.IsTooLong || _joined.WrittenCount > options.MaxLineBytes)
            {
                Fault = $"a quoted field goes beyond {options.MaxLineBytes} bytes, up to line {lines.Number}";
                return;
            }

            isOpen = EndsInQuotes(lines.Line.Span, isOpen);
        }

        if (isOpen)
        {
            Fault = $"a quoted field has no end; the lines up to {lines.Number} are part of it";
        }

        Bytes = _joined.WrittenMemory;
    }

    /// <summary>Whether a quoted field is open after the line. A quote opens one only where a field begins.</summary>
    private bool EndsInQuotes(ReadOnlySpan<byte> line, bool isOpen)
    {
        if (!isOpen && !line.Contains((byte)'"'))
        {
            return false;
        }

        var isFieldStart = !isOpen;

        // A quote that follows a closing one is a doubled quote: the field goes on.
        var closedHere = false;
        foreach (var letter in line)
        {
            if (letter == (byte)'"')
            {
                var wasOpen = isOpen;
                isOpen = !wasOpen && (isFieldStart || closedHere);
                closedHere = wasOpen;
                isFieldStart = false;
                continue;
            }

            closedHere = false;
            isFieldStart = !isOpen && letter == _delimiter;
        }

        return isOpen;
    }
}
