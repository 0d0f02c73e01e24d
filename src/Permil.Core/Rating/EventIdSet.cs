using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Permil.Rating;

/// <summary>
/// The ids of all events seen, 16 bytes each in an open table. It is split into parts that grow one by one, so that
/// growing never needs the whole a second time.
/// </summary>
internal sealed class EventIdSet
{
    private const int PartBits = 8;
    private const int Parts = 1 << PartBits;
    private const int FirstPartSize = 16;

    // Linear probing stays short up to here.
    private const int MaxLoadPercent = 80;

    // 16 million ids: an estimate beyond that is not trusted with memory.
    private const long MaxExpected = 1 << 24;

    /// <summary>A table of its own, or a stretch of one that several parts share.</summary>
    private struct Part
    {
        public UInt128[] Places;
        public int Start;
        public int Size;
        public int Count;
    }

    private readonly Part[] _parts = new Part[Parts];

    public EventIdSet()
    {
        Array.Fill(_parts, new Part { Places = [] });
    }

    public long Count { get; private set; }

    /// <summary>
    /// Says that about so many ids will come. Room is made for them at once: growing step by step costs as much again.
    /// </summary>
    public void Expect(long ids)
    {
        const int FewIds = 1 << 16;
        if (Count > 0 || ids < FewIds)
        {
            return;
        }

        // An estimate a little too low would make every part grow after all.
        const int WithReservePercent = 112;
        var size = (int)(Math.Min(ids, MaxExpected) * WithReservePercent / MaxLoadPercent / Parts) + FirstPartSize;
        var shared = GC.AllocateUninitializedArray<UInt128>(size * Parts, pinned: true);
        HugePages.Advise(MemoryMarshal.AsBytes(shared.AsSpan()));

        // Preparing the memory is most of the work, so the processors share it.
        Parallel.For(0, Parts, part => Array.Clear(shared, part * size, size));
        for (var part = 0; part < Parts; part++)
        {
            _parts[part] = new Part
            {
                Places = shared,
                Start = part * size,
                Size = size,
            };
        }
    }

    /// <returns><see langword="false"/> when the id was there before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(UInt128 id)
    {
        ref var part = ref _parts[PartOf(id)];
        if ((part.Count + 1) * 100L > part.Size * (long)MaxLoadPercent)
        {
            Grow(ref part);
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(part.Places), part.Start);
        for (var place = PlaceOf(id, part.Size); ; place = place + 1 == part.Size ? 0 : place + 1)
        {
            ref var known = ref Unsafe.Add(ref start, place);
            if (known == id)
            {
                return false;
            }

            if (known == UInt128.Zero)
            {
                known = id;
                part.Count++;
                Count++;
                return true;
            }
        }
    }

    /// <summary>
    /// Adds ids in order and says which were new. Each id's place is called into the cache ahead of its turn: with millions
    /// of ids nearly every look-up would wait for memory otherwise.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Add(ReadOnlySpan<UInt128> ids, Span<bool> isNew)
    {
        const int Ahead = 16;
        for (var i = 0; i < ids.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < ids.Length)
            {
                var next = ids[i + Ahead];
                ref var part = ref _parts[PartOf(next)];
                ref var places = ref MemoryMarshal.GetArrayDataReference(part.Places);
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref places, part.Start + PlaceOf(next, part.Size))));
            }

            isNew[i] = Add(ids[i]);
        }
    }

    private static int PartOf(UInt128 id) => (int)(ulong)(id >> (128 - PartBits));

    /// <summary>The lower bits as a fraction of the size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(UInt128 id, int size) => unchecked((int)(((ulong)(uint)(ulong)id * (uint)size) >> 32));

    private static void Grow(ref Part part)
    {
        var size = Math.Max(FirstPartSize, part.Size + (part.Size / 2));

        // Written at once: memory that is read first is mapped twice by the system.
        var places = GC.AllocateUninitializedArray<UInt128>(size);
        Array.Clear(places);
        foreach (var id in part.Places.AsSpan(part.Start, part.Size))
        {
            if (id == UInt128.Zero)
            {
                continue;
            }

            var place = PlaceOf(id, size);
            while (places[place] != UInt128.Zero)
            {
                place = place + 1 == size ? 0 : place + 1;
            }

            places[place] = id;
        }

        part.Places = places;
        part.Start = 0;
        part.Size = size;
    }
}
