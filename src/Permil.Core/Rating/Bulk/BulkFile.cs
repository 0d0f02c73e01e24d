using System.Globalization;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>A file that several workers read together.</summary>
/// <param name="name">As the caller named it.</param>
/// <param name="stream">Lines of JSON.</param>
/// <param name="maxLineBytes">Longer lines are rejected.</param>
internal sealed class BulkFile(string name, Stream stream, int maxLineBytes)
{
    public ChunkReader Chunks { get; } = new(stream, maxLineBytes);

    public Turns Turns { get; } = new();

    /// <summary>Lines of the chunks whose turn has been; only for the worker whose turn it is.</summary>
    public long LinesBefore { get; set; }

    public RejectedLine TooLong(long line, long bytes) =>
        new(
            name,
            line,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the line has {bytes:N0} bytes, allowed: at most {maxLineBytes:N0}"
            )
        );
}
