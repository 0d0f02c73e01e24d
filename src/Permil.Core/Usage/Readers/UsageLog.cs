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
        Unpack(stream, log.Read, log.RejectRest);
        reader.Complete(sink);
    }

    /// <summary>Hands over what a stream holds, unpacked where it is gzip, also where it is packed twice.</summary>
    /// <param name="stream">The log.</param>
    /// <param name="read">Reads the text.</param>
    /// <param name="onBroken">Is told the line up to which it could be unpacked, and why no further.</param>
    internal static void Unpack(Stream stream, Action<Stream> read, Action<long, string> onBroken) =>
        UnpackLayer(new PeekedStream(stream), read, onBroken, depth: 0);

    private static void UnpackLayer(PeekedStream stream, Action<Stream> read, Action<long, string> onBroken, int depth)
    {
        const int MaxDepth = 3;
        if (depth == MaxDepth || !stream.StartsWith([0x1F, 0x8B]))
        {
            read(stream);
            return;
        }

        using var unpacked = new UnpackedStream(stream);
        try
        {
            UnpackLayer(new PeekedStream(unpacked), read, onBroken, depth + 1);
        }
        catch (InvalidDataException exception)
        {
            onBroken(unpacked.Lines, exception.Message);
        }
    }
}
