namespace Permil.Storage.DuckDb.Reading;

/// <summary>
/// Sums by layout and time. They lie in blocks, so that growing moves nothing; where they are is noted for 32 times at once,
/// so that neither many layouts nor many times alone cost much.
/// </summary>
internal sealed class CellTable
{
    private const int BlockBits = 12;
    private const int PageBits = 5;
    private const int BlockMask = (1 << BlockBits) - 1;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<SumCell[]> _blocks = [];

    /// <summary>By layout and page of times, the number of the cell and 1 more.</summary>
    private readonly List<int[]?[]> _pages = [];

    public int Count { get; private set; }

    public ref SumCell this[int cell] => ref _blocks[cell >> BlockBits][cell & BlockMask];

    /// <summary>The sum of a layout and a time, an empty one when it is asked for first.</summary>
    public ref SumCell CellOf(int layout, int time)
    {
        while (_pages.Count <= layout)
        {
            _pages.Add([]);
        }

        var pages = _pages[layout];
        var number = time >> PageBits;
        if (number >= pages.Length)
        {
            Array.Resize(ref pages, number + 1);
            _pages[layout] = pages;
        }

        ref var cell = ref (pages[number] ??= new int[1 << PageBits])[time & PageMask];
        if (cell == 0)
        {
            cell = Add(layout, time);
        }

        return ref this[cell - 1];
    }

    private int Add(int layout, int time)
    {
        if (Count >> BlockBits == _blocks.Count)
        {
            _blocks.Add(new SumCell[1 << BlockBits]);
        }

        ref var added = ref this[Count++];
        added.Layout = layout;
        added.Time = time;
        return Count;
    }
}
