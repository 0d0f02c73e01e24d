namespace Permil.Usage.Readers;

/// <summary>Where a log of JSON lines begins.</summary>
/// <param name="File">The file as messages name it.</param>
/// <param name="Number">The line's number, from 1: blank lines may stand before it.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="Read">Everything read so far from the line on. Valid only during the call.</param>
public readonly record struct FirstLine(string File, long Number, ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Read);
