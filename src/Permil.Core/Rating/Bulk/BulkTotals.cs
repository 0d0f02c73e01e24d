using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Permil.Rating.Bulk;

/// <summary>Sums by combination within one stretch of time, in an open table.</summary>
internal sealed class BulkTotals
{
    /// <summary>The sum of the lines that have one combination.</summary>
    public struct Sum
    {
        public ulong Combination;
        public long Events;
        public long Input;
        public long Cached;
        public long Output;

        /// <summary>Adds all but the combination.</summary>
        public void Add(in Sum other)
        {
            Events += other.Events;
            Input += other.Input;
            Cached += other.Cached;
            Output += other.Output;
        }
    }

    /// <summary>Sums are kept in pieces of this many: growing then copies nothing.</summary>
    private const int PieceBits = 10;
    private const int PieceMask = (1 << PieceBits) - 1;

    private readonly List<Sum[]> _pieces = [];
    private int[] _places = new int[256];

    /// <summary>How many combinations there are; their places are numbered from 0.</summary>
    public int Count { get; private set; }

    public ref Sum this[int place] => ref _pieces[place >> PieceBits][place & PieceMask];

    /// <summary>Calls the place of a combination into the cache ahead of its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong combination)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _places[HashOf(combination) & (_places.Length - 1)]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ulong combination, long input, long cached, long output)
    {
        ref var sum = ref this[PlaceOf(combination)];
        sum.Events++;
        sum.Input += input;
        sum.Cached += cached;
        sum.Output += output;
    }

    /// <summary>The place of a combination in this table; a new one is at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PlaceOf(ulong combination)
    {
        var mask = _places.Length - 1;
        for (var place = HashOf(combination) & mask; ; place = (place + 1) & mask)
        {
            var index = _places[place] - 1;
            if (index < 0)
            {
                return AddNew(combination, place);
            }

            if (this[index].Combination == combination)
            {
                return index;
            }
        }
    }

    private int AddNew(ulong combination, int place)
    {
        var index = Count++;
        if (index >> PieceBits == _pieces.Count)
        {
            _pieces.Add(new Sum[1 << PieceBits]);
        }

        this[index].Combination = combination;
        _places[place] = index + 1;
        if (Count * 2 > _places.Length)
        {
            Grow();
        }

        return index;
    }

    private void Grow()
    {
        // Written at once: memory that is read first is mapped twice by the system.
        _places = GC.AllocateUninitializedArray<int>(_places.Length * 2);
        Array.Clear(_places);
        var mask = _places.Length - 1;
        for (var index = 0; index < Count; index++)
        {
            var place = HashOf(this[index].Combination) & mask;
            while (_places[place] != 0)
            {
                place = (place + 1) & mask;
            }

            _places[place] = index + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ulong combination) => unchecked((int)((combination * 0x9E3779B97F4A7C15) >> 33));
}
