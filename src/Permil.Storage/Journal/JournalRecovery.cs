namespace Permil.Storage;

/// <summary>What was found when the journal was opened.</summary>
public sealed record JournalRecovery
{
    /// <summary>The first record still there; one more than <see cref="LastSequence"/> when there is none.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The last record; 0 when there never was one.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Number of segment files.</summary>
    public required int Segments { get; init; }

    /// <summary>What was cut off; null when the journal ended cleanly.</summary>
    public required JournalTornTail? TornTail { get; init; }

    /// <summary>
    /// One of the two copies of the mark could not be read and was replaced: a crash while it was written, or damage to it.
    /// No record depends on it.
    /// </summary>
    public required bool WasMarkDamaged { get; init; }

    /// <summary>Number of records.</summary>
    public long Records => LastSequence - FirstSequence + 1;

    /// <summary>
    /// The numbers of records that were begun and never finished, from first to last; null when there are none. Nobody was
    /// told that they are stored, unless the disk has damaged its very last write; the next records take these numbers.
    /// </summary>
    public (long First, long Last)? Unfinished =>
        TornTail?.LastSequence is { } last && last > LastSequence ? (LastSequence + 1, last) : null;

    /// <summary>The same in words.</summary>
    public string Message
    {
        get
        {
            var text =
                Records == 0
                    ? $"The journal holds no records; the next is {LastSequence + 1}."
                    : $"The journal holds {Named(FirstSequence, LastSequence)} in {Counted(Segments, "segment")}.";
            if (TornTail is { } torn)
            {
                text +=
                    $" A write had not been finished: {Counted(torn.Bytes, "byte")} cut off at offset {torn.Offset} of {torn.File}";
                text += Unfinished is { } range
                    ? $" with {Named(range.First, range.Last)}: not acknowledged, unless the disk has damaged its last write."
                    : ".";
            }

            return WasMarkDamaged
                ? text + " One of the two copies of its mark was damaged and has been replaced."
                : text;
        }
    }

    public override string ToString() => Message;

    private static string Counted(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Named(long first, long last) =>
        first == last ? $"record {first}" : $"records {first} to {last}";
}
