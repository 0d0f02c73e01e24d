using System.Runtime.CompilerServices;

namespace Permil.Rating.Bulk;

/// <summary>Gives each distinct pair of numbers a small number, in the order of first sight.</summary>
internal sealed class PairInterner
{
    private struct Place
    {
        public ulong Key;
        public int Number;
    }

    private readonly List<(int First, int Second)> _pairs = [];
    private Place[] _places = new Place[64];

    public int Count => _pairs.Count;

    public (int First, int Second) PairOf(int number) => _pairs[number];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NumberOf(int first, int second)
    {
        unchecked
        {
            // Never 0, so that 0 can mean an empty place.
            var key = (((ulong)(uint)first << 32) | (uint)second) + 1;
            var mask = _places.Length - 1;
            for (var place = HashOf(key) & mask; ; place = (place + 1) & mask)
            {
                ref var known = ref _places[place];
                if (known.Key == key)
                {
                    return known.Number;
                }

                if (known.Key == 0)
                {
                    return Add(first, second, key, place);
                }
            }
        }
    }

    private int Add(int first, int second, ulong key, int place)
    {
        var number = _pairs.Count;
        _pairs.Add((first, second));
        _places[place] = new Place { Key = key, Number = number };
        if (_pairs.Count * 4 > _places.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        var old = _places;
        _places = new Place[old.Length * 2];
        var mask = _places.Length - 1;
        foreach (var known in old)
        {
            if (known.Key == 0)
            {
                continue;
            }

            var place = HashOf(known.Key) & mask;
            while (_places[place].Key != 0)
            {
                place = (place + 1) & mask;
            }

            _places[place] = known;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ulong key) => unchecked((int)((key * 0x9E3779B97F4A7C15) >> 33));
}
