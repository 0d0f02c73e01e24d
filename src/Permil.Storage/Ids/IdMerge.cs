namespace Permil.Storage.Ids;

/// <summary>Several runs as one, in order of id.</summary>
internal static class IdMerge
{
    private const int BlocksAtOnce = 64;

    /// <summary>A run being read from its start.</summary>
    private sealed class Cursor(IdRun run)
    {
        private readonly byte[] _buffer = new byte[BlocksAtOnce * IdRun.BlockSize];
        private long _nextBlock;
        private int _blocks;
        private int _block;
        private int _entry = -1;
        private int _entries;

        public IdEntry Current { get; private set; }

        public bool MoveNext()
        {
            if (++_entry >= _entries)
            {
                _entry = 0;
                if (++_block >= _blocks)
                {
                    _block = 0;
                    _blocks = run.ReadBlocks(_nextBlock, _buffer);
                    _nextBlock += _blocks;
                    if (_blocks == 0)
                    {
                        return false;
                    }
                }
            }

            var entries = IdRun.EntriesOf(_buffer.AsSpan(_block * IdRun.BlockSize, IdRun.BlockSize));
            _entries = entries.Length;
            Current = entries[_entry];
            return true;
        }
    }

    public static IEnumerable<ReadOnlyMemory<IdEntry>> InOrder(IEnumerable<IdRun> runs)
    {
        const int EntriesAtOnce = 8192;
        var cursors = runs.Select(run => new Cursor(run)).Where(cursor => cursor.MoveNext()).ToList();
        var merged = new IdEntry[EntriesAtOnce];
        var count = 0;
        while (cursors.Count > 0)
        {
            var least = cursors[0];
            for (var i = 1; i < cursors.Count; i++)
            {
                if (cursors[i].Current.CompareId(least.Current) < 0)
                {
                    least = cursors[i];
                }
            }

            merged[count++] = least.Current;
            if (count == merged.Length)
            {
                yield return merged;
                count = 0;
            }

            if (!least.MoveNext())
            {
                cursors.Remove(least);
            }
        }

        yield return merged.AsMemory(0, count);
    }
}
