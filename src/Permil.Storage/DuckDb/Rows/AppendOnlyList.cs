using System.Collections;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>A list that one thread adds to while others read it: what was there once stays where it is.</summary>
internal sealed class AppendOnlyList<T> : IReadOnlyList<T>
{
    private volatile T[] _items = new T[16];
    private volatile int _count;

    public int Count => _count;

    public T this[int index] =>
        index < _count
            ? _items[index]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {_count}");

    public void Add(T item)
    {
        var items = _items;
        if (_count == items.Length)
        {
            Array.Resize(ref items, items.Length * 2);
            _items = items;
        }

        // A reader sees the count only after the item.
        items[_count] = item;
        _count++;
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return _items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
