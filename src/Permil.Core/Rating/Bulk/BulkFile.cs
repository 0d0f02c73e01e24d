using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>A file that several workers read together.</summary>
internal sealed class BulkFile
{
    private readonly string _name;
    private readonly int _maxLineBytes;

    /// <param name="firstLine">Where its lines begin.</param>
    /// <param name="rest">What comes behind the bytes read with the first line.</param>
    /// <param name="maxLineBytes">Longer lines are rejected.</param>
    public BulkFile(FirstLine firstLine, Stream rest, int maxLineBytes)
    {
        _name = firstLine.File;
        _maxLineBytes = maxLineBytes;
        LinesBefore = firstLine.Number - 1;
        Chunks = new ChunkReader(firstLine.Read, rest, maxLineBytes, Turns);
    }

    public ChunkReader Chunks { get; }

    public Turns Turns { get; } = new();

    /// <summary>Lines of the chunks whose turn has been; only for the worker whose turn it is.</summary>
    public long LinesBefore { get; set; }

    public RejectedLine TooLong(long line, long bytes) => LongLine.Rejected(_name, line, bytes, _maxLineBytes);
}
