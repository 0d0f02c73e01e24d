namespace Permil.Usage.Readers;

/// <summary>
/// The door for usage logs: tells by its content what a stream holds (JSON lines, JSON documents, saved event streams, CSV,
/// any of them compressed with gzip) and reads it.
/// </summary>
public static class UsageLog
{
    /// <summary>Every format name that <see cref="ReadOptions.Format"/> takes.</summary>
    public static IReadOnlyList<string> Formats => RecordReaders.Formats;

    /// <summary>Reads a stream to its end. What cannot be read is rejected with its line and reason; the rest goes on.</summary>
    /// <param name="stream">The log; read forwards once, not closed.</param>
    /// <param name="name">The file as messages name it; <c>-</c> is standard input.</param>
    /// <param name="options">How to read.</param>
    /// <param name="sink">Takes events and rejections in the order of the input.</param>
    /// <param name="cancellationToken">Stops between two records.</param>
    /// <exception cref="ArgumentException">The options name an unknown format or field.</exception>
    /// <exception cref="IOException">The stream cannot be read on.</exception>
    public static void Read(
        Stream stream,
        string name,
        ReadOptions options,
        IUsageSink sink,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        var map = new FieldMap(options.Map);
        var reader = new JsonLineReader(name, options, map);
        var log = new ReadLog(name, options, map, reader, sink, cancellationToken);
        var peeked = new PeekedStream(stream);
        ReadLayer(peeked, log, depth: 0);
        reader.Complete(sink);
    }

    /// <summary>Unpacks gzip, also where it is packed twice.</summary>
    private static void ReadLayer(PeekedStream stream, ReadLog log, int depth)
    {
        const int MaxDepth = 3;
        if (depth == MaxDepth || !stream.StartsWith([0x1F, 0x8B]))
        {
            log.Read(stream);
            return;
        }

        using var unpacked = new UnpackedStream(stream);
        try
        {
            ReadLayer(new PeekedStream(unpacked), log, depth + 1);
        }
        catch (InvalidDataException exception)
        {
            log.RejectRest(unpacked.Lines, exception.Message);
        }
    }
}
