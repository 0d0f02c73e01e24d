namespace Permil.Storage;

/// <summary>The end of the last write before a crash: only part of it reached the disk, so it was cut off.</summary>
/// <param name="File">The name of the segment.</param>
/// <param name="Offset">Where the cut is.</param>
/// <param name="Bytes">How much was set to zero behind it.</param>
/// <param name="LastSequence">The highest number of a record that could be made out in it; null when none could.</param>
public sealed record JournalTornTail(string File, long Offset, long Bytes, long? LastSequence);
