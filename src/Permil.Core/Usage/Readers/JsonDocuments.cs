using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads JSON that spans lines: one document or several, each an object or an array. Elements of an array are records of
/// their own, so a bad one among them, or a cut end, costs no more than itself.
/// </summary>
internal static class JsonDocuments
{
    /// <param name="text">The whole text.</param>
    /// <param name="firstLine">The number of its first line.</param>
    /// <param name="file">The file as messages name it.</param>
    /// <param name="reader">Reads the single records.</param>
    /// <param name="sink">Takes the events and rejections.</param>
    /// <param name="cancellationToken">Stops between two records.</param>
    public static void Read(
        ReadOnlyMemory<byte> text,
        long firstLine,
        string file,
        JsonLineReader reader,
        IUsageSink sink,
        CancellationToken cancellationToken
    )
    {
        var json = new Utf8JsonReader(text.Span, new JsonReaderOptions { AllowMultipleValues = true });
        var lines = new LineCounter(text, firstLine);
        var isInArray = false;
        var start = 0;
        try
        {
            while (json.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                start = (int)json.TokenStartIndex;
                if (json.TokenType == JsonTokenType.StartArray && !isInArray)
                {
                    isInArray = true;
                    continue;
                }

                if (json.TokenType == JsonTokenType.EndArray)
                {
                    isInArray = false;
                    continue;
                }

                json.Skip();
                reader.ReadLine(text[start..(int)json.BytesConsumed], lines.LineAt(start), sink);
            }
        }
        catch (JsonException exception)
        {
            var reason =
                $"{JsonFault.Of(exception)} (line {firstLine + (exception.LineNumber ?? 0)}, byte {exception.BytePositionInLine + 1})";
            sink.Reject(new RejectedLine(file, lines.LineAt(start), $"no JSON: {reason}"));
        }
    }
}
