namespace Permil.Storage.Files;

/// <summary>An open file of the store, read and written by position.</summary>
internal interface IStoreFile : IDisposable
{
    string Name { get; }

    long Bytes { get; }

    /// <summary>Fills the buffer from that place on.</summary>
    /// <exception cref="EndOfStreamException">The file ends before the buffer is full.</exception>
    void Read(long offset, Span<byte> buffer);

    /// <summary>Writes all the bytes at that place; they are durable after the next <see cref="Flush"/>.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes everything written so far durable (fsync).</summary>
    /// <remarks>
    /// After a failure nobody knows what is on the disk, and asking again may answer "done" for bytes that were lost: a
    /// system may forget that pages it could not write were ever changed. So it must not be tried again.
    /// </remarks>
    void Flush();
}
