using System.Security.Cryptography;

namespace Permil.Storage;

/// <summary>How a journal is written.</summary>
public sealed record JournalOptions
{
    internal const long LeastSegmentBytes = 512;

    /// <summary>Which node writes it; a journal of another node is refused.</summary>
    /// <value>The default value is 0.</value>
    public long NodeId { get; init; }

    /// <summary>Size of a new segment file in bytes, a multiple of 8. A batch has to fit into one.</summary>
    /// <value>The default value is 64 MiB.</value>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The longest record in bytes; what fits into a segment is the other limit.</summary>
    /// <value>The default value is 16 MiB.</value>
    public int MaxRecordBytes { get; init; } = 16 << 20;

    /// <summary>
    /// How long the first waiting record waits for others to share its flush. Without it those share a flush that come
    /// while the one before is under way.
    /// </summary>
    /// <value>The default value is 0; at most 1 second.</value>
    public TimeSpan GroupDelay { get; init; }

    /// <summary>How long the flush of records may be put off for which nobody waits (<see cref="Journal.Post"/>).</summary>
    /// <value>The default value is 5 milliseconds; at most 1 second.</value>
    public TimeSpan PostDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// With more bytes than this waiting for a commit, the journal says that it has no room; what is appended all the
    /// same is taken.
    /// </summary>
    /// <value>The default value is 256 MiB.</value>
    public long MaxWaitingBytes { get; init; } = 256 << 20;

    /// <summary>How long after the last record the mark says, durably, that it is there.</summary>
    /// <value>The default value is 1 second.</value>
    public TimeSpan MarkDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No thread is started: whoever opened the journal calls for each commit. For repeatable simulations.</summary>
    internal bool IsStepped { get; init; }

    /// <summary>A number no one can guess, one for each segment.</summary>
    internal Func<uint> NextSalt { get; init; } =
        () => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, LeastSegmentBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(SegmentBytes % 8, 0, nameof(SegmentBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaitingBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GroupDelay, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(PostDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PostDelay, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MarkDelay, TimeSpan.Zero);
    }
}
