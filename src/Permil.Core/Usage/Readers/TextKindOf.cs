using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Tells the kind of a text from its first line and a look at what follows.</summary>
internal static class TextKindOf
{
    public static TextKind Start(LineSource lines)
    {
        var line = lines.Line.Span.Trim(" \t"u8);
        if (lines.IsTooLong || line.IsEmpty)
        {
            return TextKind.Lines;
        }

        if (line[0] is (byte)'{' or (byte)'[')
        {
            return StartOfJson(lines);
        }

        if (SseTranscript.Recognises(line))
        {
            return TextKind.EventStream;
        }

        return line.IndexOfAny((byte)',', (byte)';', (byte)'\t') >= 0 && !HasJsonLine(lines.Ahead())
            ? TextKind.Csv
            : TextKind.Lines;
    }

    /// <summary>
    /// A first line that is no whole JSON begins a document when it is written as one: it stops where a value must
    /// follow. Otherwise it is a bad line, and so it is when the line after it is a whole record.
    /// </summary>
    private static TextKind StartOfJson(LineSource lines)
    {
        var ahead = lines.Ahead();
        var line = lines.Line.Span.Trim(" \t"u8);
        if (IsWhole(line))
        {
            return TextKind.Lines;
        }

        if (line.Length == 1 || line[0] == (byte)'[')
        {
            return TextKind.Documents;
        }

        return line[^1] switch
        {
            (byte)'[' or (byte)':' => TextKind.Documents,
            (byte)'{' or (byte)',' => HasJsonLine(FirstLineOf(ahead)) ? TextKind.Lines : TextKind.Documents,
            _ => TextKind.Lines,
        };
    }

    private static ReadOnlySpan<byte> FirstLineOf(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }

    /// <summary>Whether any line begins as a JSON object and ends as one.</summary>
    private static bool HasJsonLine(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].Trim(" \t\r"u8);
            if (line.Length > 1 && line[0] == (byte)'{' && IsWhole(line))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
