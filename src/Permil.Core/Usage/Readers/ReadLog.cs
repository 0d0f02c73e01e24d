namespace Permil.Usage.Readers;

/// <summary>One log being read: decides what kind of text it is and reads it as that.</summary>
internal sealed class ReadLog(
    string name,
    ReadOptions options,
    FieldMap map,
    JsonLineReader reader,
    IUsageSink sink,
    CancellationToken cancellationToken
)
{
    public void Read(Stream stream)
    {
        using var lines = new LineSource(stream, options.MaxLineBytes);
        if (!MoveToFirstLine(lines))
        {
            return;
        }

        switch (KindOf(lines, options))
        {
            case TextKind.Csv:
                lines.Replay();
                new CsvLog(name, options, map, sink).Read(lines, cancellationToken);
                break;
            case TextKind.EventStream:
                lines.Replay();
                new SseTranscript(name, options, sink).Read(lines, cancellationToken);
                break;
            case TextKind.Documents:
                ReadDocuments(lines);
                lines.ThrowIfFailed();
                break;
            default:
                var firstLine = new FirstLine(name, lines.Number, lines.Line, lines.FromCurrentLine);
                if (
                    lines.IsTooLong
                    || lines.HasFailed
                    || sink is not ILineSink lineSink
                    || !lineSink.TryTakeLines(firstLine, stream)
                )
                {
                    lines.Replay();
                    ReadLines(lines);
                }

                break;
        }
    }

    /// <summary>Says that nothing can be read behind a line.</summary>
    public void RejectRest(long line, string reason) => sink.Reject(new RejectedLine(name, Math.Max(1, line), reason));

    /// <summary>Blank lines before the first record say nothing.</summary>
    internal static bool MoveToFirstLine(LineSource lines)
    {
        while (lines.MoveNext())
        {
            if (lines.IsTooLong || !lines.Line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What kind of text it is; the source stays on its first line.</summary>
    internal static TextKind KindOf(LineSource lines, ReadOptions options) =>
        options.Format?.ToLowerInvariant() switch
        {
            "csv" => TextKind.Csv,
            "sse" => TextKind.EventStream,
            "jsonl" => TextKind.Lines,
            null => TextKindOf.Start(lines),
            _ => TextKindOf.Start(lines) is TextKind.Documents ? TextKind.Documents : TextKind.Lines,
        };

    private void ReadLines(LineSource lines)
    {
        const int LinesBetweenLooks = 1024;
        while (lines.MoveNext())
        {
            if (lines.Number % LinesBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (lines.IsTooLong)
            {
                sink.Reject(LongLine.Rejected(name, lines.Number, lines.Length, options.MaxLineBytes));
            }
            else
            {
                reader.ReadLine(lines.Line, lines.Number, sink);
            }
        }
    }

    private void ReadDocuments(LineSource lines)
    {
        var first = lines.Number;
        if (lines.TryReadAll(options.MaxDocumentBytes, out var text))
        {
            JsonDocuments.Read(text, first, name, reader, sink, cancellationToken);
        }
        else
        {
            sink.Reject(
                new RejectedLine(
                    name,
                    first,
                    $"a JSON document over {options.MaxDocumentBytes} bytes; write its records as one line each"
                )
            );
        }
    }
}
