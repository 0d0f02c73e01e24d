using Microsoft.Win32.SafeHandles;

namespace Permil.Storage.Files;

/// <summary>An open file of the machine's file system.</summary>
internal sealed class RealFile : IStoreFile
{
    private readonly SafeFileHandle _handle;

    internal RealFile(string name, SafeFileHandle handle)
    {
        Name = name;
        _handle = handle;
    }

    public string Name { get; }

    public long Bytes => RandomAccess.GetLength(_handle);

    public void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(_handle, buffer, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"{Name} ends at {offset}, {buffer.Length} bytes too early.");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    public void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
