using Permil.Storage.Files;

namespace Permil.Storage.Ids;

public sealed class IdRunTests
{
    [Fact]
    public void ReadBlocks_AnyBitFlippedInATinyRun_IsFound()
    {
        var (disk, name) = DiskWith(count: 3);
        var bytes = disk.BytesOf(name);
        bytes.Length.ShouldBe(2 * IdRun.BlockSize);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            disk.Put(name, bytes);
            if (!IsFoundDamaged(disk, name))
            {
                Assert.Fail($"bit {bit % 8} of byte {bit / 8} was flipped unseen");
            }

            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void ReadBlocks_AnyByteChangedInALongRun_IsFound()
    {
        var (disk, name) = DiskWith(count: 1_000);
        var bytes = disk.BytesOf(name);
        var random = new Random(7);
        for (var sample = 0; sample < 2_000; sample++)
        {
            var place = random.Next(bytes.Length);
            var was = bytes[place];
            bytes[place] ^= (byte)random.Next(1, 256);
            disk.Put(name, bytes);
            IsFoundDamaged(disk, name).ShouldBeTrue($"byte {place}");
            bytes[place] = was;
        }
    }

    [Fact]
    public void ReadBlocks_BlocksInEachOthersPlace_IsFound()
    {
        var (disk, name) = DiskWith(count: 500);
        var bytes = disk.BytesOf(name);
        const int Size = IdRun.BlockSize;
        disk.Put(
            name,
            [.. bytes[..Size], .. bytes[(2 * Size)..(3 * Size)], .. bytes[Size..(2 * Size)], .. bytes[(3 * Size)..]]
        );

        IsFoundDamaged(disk, name).ShouldBeTrue();
    }

    [Fact]
    public void Open_FileCutShortOrTooLong_SaysSo()
    {
        var (disk, name) = DiskWith(count: 500);
        var bytes = disk.BytesOf(name);
        foreach (var length in (int[])[0, 1, IdRun.BlockSize - 1, IdRun.BlockSize, bytes.Length - 1, bytes.Length + 1])
        {
            disk.Put(name, [.. bytes.Take(length), .. new byte[Math.Max(0, length - bytes.Length)]]);
            var refused = Should.Throw<StoreCorruptException>(() => IdRun.Open(disk, name));
            refused.Message.ShouldContain(name);
            refused.Message.ShouldContain($"found {length} bytes, expected {bytes.Length}");
        }
    }

    [Fact]
    public void Open_UnderAnotherName_SaysSo()
    {
        var (disk, name) = DiskWith(count: 3);
        disk.Rename(name, IdRun.NameOf(4, 6));
        Should
            .Throw<StoreCorruptException>(() => IdRun.Open(disk, IdRun.NameOf(4, 6)))
            .Message.ShouldContain("does not fit its name");
    }

    [Fact]
    public void Write_OtherNumberOfIdsThanEvents_IsRefused()
    {
        var disk = new SimulatedDisk(1, sectorBytes: 512);
        var entries = new IdModel(new Random(1)).Draw(5);
        Should.Throw<InvalidOperationException>(() => IdRun.Write(disk, 1, 4, [entries]));
        Should.Throw<InvalidOperationException>(() => IdRun.Write(disk, 1, 6, [entries]));
    }

    private static (SimulatedDisk Disk, string Name) DiskWith(int count)
    {
        var disk = new SimulatedDisk(1, sectorBytes: 512);
        IdRun.Write(disk, 1, count, [new IdModel(new Random(count)).Draw(count)]).Dispose();
        return (disk, IdRun.NameOf(1, count));
    }

    private static bool IsFoundDamaged(SimulatedDisk disk, string name)
    {
        try
        {
            using var run = IdRun.Open(disk, name);
            run.ReadBlocks(0, new byte[16 * IdRun.BlockSize]);
            return false;
        }
        catch (StoreCorruptException exception)
        {
            exception.Message.ShouldContain(name);
            return true;
        }
    }
}
