namespace Permil.Storage.Files;

/// <summary>The bytes of one file: as the system shows them, and as they are on the disk.</summary>
internal sealed class SimulatedInode
{
    /// <summary>What was written to a sector since it was last on the disk, oldest first.</summary>
    private readonly SortedDictionary<int, List<byte[]>> _unflushed = [];
    private readonly int _sectorBytes;
    private byte[] _durable;

    /// <summary>A new file may come back empty when it was never flushed.</summary>
    private bool _isLengthDurable;

    public SimulatedInode(long bytes, int sectorBytes)
    {
        Shown = new byte[bytes];
        _durable = new byte[bytes];
        _sectorBytes = sectorBytes;
    }

    public byte[] Shown { get; private set; }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Shown.AsSpan((int)offset));
        var last = ((int)offset + bytes.Length - 1) / _sectorBytes;
        for (var sector = (int)offset / _sectorBytes; sector <= last && bytes.Length > 0; sector++)
        {
            if (!_unflushed.TryGetValue(sector, out var versions))
            {
                _unflushed[sector] = versions = [];
            }

            versions.Add(SectorOf(Shown, sector).ToArray());
        }
    }

    public void Flush()
    {
        foreach (var (sector, versions) in _unflushed)
        {
            versions[^1].CopyTo(SectorOf(_durable, sector));
        }

        _unflushed.Clear();
        _isLengthDurable = true;
    }

    /// <summary>As Linux does it: some sectors reach the disk, and the others count as written though they did not.</summary>
    public void FailFlush(Random random)
    {
        Settle(random, surviving: 0.5);
        _unflushed.Clear();
    }

    /// <summary>Any part of what was not flushed survives, in any order; the rest is as it was.</summary>
    public void LosePower(Random random, double surviving)
    {
        if (!_isLengthDurable && random.NextDouble() >= surviving)
        {
            _durable = [];
            _unflushed.Clear();
        }

        Settle(random, surviving);
        _unflushed.Clear();
        _isLengthDurable = true;
        Shown = _durable.ToArray();
    }

    /// <summary>The same file, shown and on the disk, with other bytes.</summary>
    public void Replace(byte[] bytes)
    {
        Shown = bytes.ToArray();
        _durable = bytes.ToArray();
    }

    private void Settle(Random random, double surviving)
    {
        foreach (var (sector, versions) in _unflushed)
        {
            if (random.NextDouble() < surviving)
            {
                // Mostly the last; an earlier one when the disk wrote it and then no more.
                var version = random.Next(4) == 0 ? random.Next(versions.Count) : versions.Count - 1;
                versions[version].CopyTo(SectorOf(_durable, sector));
            }
        }
    }

    private Span<byte> SectorOf(byte[] bytes, int sector)
    {
        var start = sector * _sectorBytes;
        return bytes.AsSpan(start, Math.Min(_sectorBytes, bytes.Length - start));
    }
}
