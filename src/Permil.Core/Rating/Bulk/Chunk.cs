namespace Permil.Rating.Bulk;

/// <summary>Whole lines of a file, in a buffer that one thread owns and uses again.</summary>
internal sealed class Chunk
{
    public byte[] Buffer { get; private set; } = [];

    /// <summary>Where the last line ends, its line feed included.</summary>
    public int Length { get; set; }

    /// <summary>The chunk's place in the file, from 0.</summary>
    public long Number { get; set; }

    /// <summary>Above 0: instead of lines the chunk stands for one line of this many bytes, which is beyond the limit.</summary>
    public long TooLongLineBytes { get; set; }

    /// <summary>Makes room, keeping what is there.</summary>
    public void Reserve(int bytes)
    {
        if (Buffer.Length < bytes)
        {
            var larger = GC.AllocateUninitializedArray<byte>(bytes);
            System.Buffer.BlockCopy(Buffer, 0, larger, 0, Length);
            Buffer = larger;
        }
    }
}
