using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Permil.Rating;

/// <summary>
/// The ids of all events seen, 16 bytes each in an open table. It is split into parts that grow one by one, so that
/// growing never needs the whole a second time.
/// </summary>
internal sealed class EventIdSet
{
    private const int PartBits = 8;
    private const int FirstPartSize = 16;

    // 16 million ids: an estimate beyond that is not trusted with memory.
    private const long MaxFirstPartSize = 1 << 16;

    // Linear probing stays short up to here.
    private const int MaxLoadPercent = 80;

    private readonly UInt128[][] _parts = new UInt128[1 << PartBits][];
    private readonly int[] _counts = new int[1 << PartBits];

    private int _firstPartSize = FirstPartSize;

    public long Count { get; private set; }

    /// <summary>
    /// Says that about so many ids will come: parts that are still empty then begin at the size they will need, since
    /// growing step by step costs as much again.
    /// </summary>
    public void Expect(long ids)
    {
        var perPart = Math.Clamp(ids * 100 / MaxLoadPercent / _parts.Length, FirstPartSize, MaxFirstPartSize);
        _firstPartSize = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)perPart);
    }

    /// <returns><see langword="false"/> when the id was there before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(UInt128 id)
    {
        var part = PartOf(id);
        var places = _parts[part] ?? Grow(part, _firstPartSize);
        if ((_counts[part] + 1) * 100L > places.Length * (long)MaxLoadPercent)
        {
            places = Grow(part, places.Length * 2);
        }

        var mask = places.Length - 1;
        for (var place = PlaceOf(id, mask); ; place = (place + 1) & mask)
        {
            if (places[place] == id)
            {
                return false;
            }

            if (places[place] == UInt128.Zero)
            {
                places[place] = id;
                _counts[part]++;
                Count++;
                return true;
            }
        }
    }

    /// <summary>
    /// Adds ids in order and says which were new. Each id's place is called into the cache ahead of its turn: with tens
    /// of millions of ids nearly every look-up would wait for memory otherwise (measured 3 times as slow).
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
                var places = _parts[PartOf(next)];
                if (places is not null)
                {
                    fixed (UInt128* start = places)
                    {
                        Sse.Prefetch0(start + PlaceOf(next, places.Length - 1));
                    }
                }
            }

            isNew[i] = Add(ids[i]);
        }
    }

    private static int PartOf(UInt128 id) => (int)(ulong)(id >> (128 - PartBits));

    private static int PlaceOf(UInt128 id, int mask) => unchecked((int)(ulong)id) & mask;

    private UInt128[] Grow(int part, int size)
    {
        // Written at once: memory that is read first is mapped twice by the system.
        var places = GC.AllocateUninitializedArray<UInt128>(size);
        Array.Clear(places);
        var old = _parts[part] ?? [];
        var mask = places.Length - 1;
        foreach (var id in old)
        {
            if (id == UInt128.Zero)
            {
                continue;
            }

            var place = PlaceOf(id, mask);
            while (places[place] != UInt128.Zero)
            {
                place = (place + 1) & mask;
            }

            places[place] = id;
        }

        return _parts[part] = places;
    }
}
