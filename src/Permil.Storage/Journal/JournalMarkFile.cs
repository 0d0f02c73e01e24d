using Permil.Storage.Files;

namespace Permil.Storage;

/// <summary>The file with the last two marks, written in turn, so that a crash while one is written leaves the other.</summary>
/// <remarks>It keeps its size and its place, so that a mark can be written on a full disk too.</remarks>
internal sealed class JournalMarkFile : IDisposable
{
    public const string Name = "journal.mark";

    private readonly IStoreFile _file;
    private readonly byte[] _buffer = new byte[JournalMark.Bytes];
    private int _newestSlot;

    private JournalMarkFile(IStoreFile file) => _file = file;

    /// <summary>The newest mark, durable.</summary>
    public JournalMark Mark { get; private set; }

    /// <summary>One of the two could not be read.</summary>
    public bool WasDamaged { get; private set; }

    /// <summary>The file of a journal that has nothing else yet.</summary>
    public static void Create(IStoreDisk disk, JournalMark mark)
    {
        const string unfinished = Name + JournalOpening.UnfinishedSuffix;
        using (var file = disk.Create(unfinished, 2 * JournalMark.Bytes))
        {
            var marks = new JournalMarkFile(file);
            marks.WriteSlot(0, mark);
            marks.WriteSlot(1, mark with { Generation = mark.Generation + 1 });
            file.Flush();
        }

        disk.Rename(unfinished, Name);
        disk.FlushFolder();
    }

    public static JournalMarkFile Open(IStoreDisk disk)
    {
        var file = disk.Open(Name, isWritable: true);
        try
        {
            var marks = new JournalMarkFile(file);
            marks.Read(disk.Folder);

            // A mark can be in the system's memory without being on the disk, after a failed flush. It is made durable
            // before anything is done because of it; as the bytes are the same, a crash meanwhile does it no harm.
            marks.WriteSlot(marks._newestSlot, marks.Mark);
            file.Flush();
            return marks;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the older mark; durable when it returns.</summary>
    public void Write(JournalMark mark)
    {
        var next = mark with { Generation = Mark.Generation + 1 };
        WriteSlot(1 - _newestSlot, next);
        _file.Flush();
        _newestSlot = 1 - _newestSlot;
        Mark = next;
    }

    public void Dispose() => _file.Dispose();

    private void Read(string folder)
    {
        if (_file.Bytes != 2 * JournalMark.Bytes)
        {
            throw new JournalCorruptException(folder, Name, 0, $"the file has {_file.Bytes} bytes, not 8192.");
        }

        var isFirstWhole = TryReadSlot(folder, 0, out var first);
        var isSecondWhole = TryReadSlot(folder, 1, out var second);
        if (!isFirstWhole && !isSecondWhole)
        {
            throw new JournalCorruptException(folder, Name, 0, "neither of the two marks matches its checksum.");
        }

        WasDamaged = !isFirstWhole || !isSecondWhole;
        _newestSlot = !isFirstWhole || (isSecondWhole && second.Generation > first.Generation) ? 1 : 0;
        Mark = _newestSlot == 0 ? first : second;
    }

    private bool TryReadSlot(string folder, int slot, out JournalMark mark)
    {
        _file.Read(OffsetOf(slot), _buffer);
        var isWhole = JournalMark.TryRead(_buffer, out var version, out mark);
        return isWhole && version > JournalMark.FormatVersion
            ? throw new JournalVersionException(folder, Name, version, JournalMark.FormatVersion)
            : isWhole;
    }

    private void WriteSlot(int slot, JournalMark mark)
    {
        mark.Write(_buffer);
        _file.Write(OffsetOf(slot), _buffer);
    }

    private static long OffsetOf(int slot) => (long)slot * JournalMark.Bytes;
}
