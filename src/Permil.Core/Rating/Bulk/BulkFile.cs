using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>A file that several workers read together.</summary>
/// <param name="firstLine">Where its lines begin.</param>
/// <param name="rest">What comes behind the bytes read with the first line.</param>
/// <param name="maxLineBytes">Longer lines are rejected.</param>
internal sealed class BulkFile(FirstLine firstLine, Stream rest, int maxLineBytes)
{
    public ChunkReader Chunks { get; } = new(firstLine.Read, rest, maxLineBytes);

    public Turns Turns { get; } = new();

    /// <summary>Lines of the chunks whose turn has been; only for the worker whose turn it is.</summary>
    public long LinesBefore { get; set; } = firstLine.Number - 1;

    public RejectedLine TooLong(long line, long bytes) => LongLine.Rejected(firstLine.File, line, bytes, maxLineBytes);
}
