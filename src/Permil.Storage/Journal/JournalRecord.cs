namespace Permil.Storage;

/// <summary>One record as it was appended.</summary>
/// <param name="Sequence">Its number: the first record of a journal is 1, every next one more, without gaps.</param>
/// <param name="Payload">Its bytes, in memory of its own.</param>
public readonly record struct JournalRecord(long Sequence, ReadOnlyMemory<byte> Payload);
