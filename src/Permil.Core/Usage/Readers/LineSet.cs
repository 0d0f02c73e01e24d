using System.Numerics;

namespace Permil.Usage.Readers;

/// <summary>Lines of a text by number, a bit each.</summary>
internal sealed class LineSet
{
    private const int BitsPerWord = 64;

    private readonly List<ulong> _words = [];

    public void Add(long line)
    {
        var word = (int)(line / BitsPerWord);
        while (_words.Count <= word)
        {
            _words.Add(0);
        }

        _words[word] |= 1UL << (int)(line % BitsPerWord);
    }

    public bool Contains(long line)
    {
        var word = (int)(line / BitsPerWord);
        return word < _words.Count && (_words[word] & (1UL << (int)(line % BitsPerWord))) != 0;
    }

    /// <summary>For each 64 lines how many of the set come before them.</summary>
    public long[] Ranks()
    {
        var ranks = new long[_words.Count];
        for (var i = 1; i < ranks.Length; i++)
        {
            ranks[i] = ranks[i - 1] + BitOperations.PopCount(_words[i - 1]);
        }

        return ranks;
    }

    /// <summary>Which of the set's lines a line is, from 1.</summary>
    /// <param name="line">A line of the set.</param>
    /// <param name="ranks">As <see cref="Ranks"/> gives them.</param>
    public long PlaceOf(long line, long[] ranks)
    {
        var word = (int)(line / BitsPerWord);
        var upTo = ulong.MaxValue >> (BitsPerWord - 1 - (int)(line % BitsPerWord));
        return word < ranks.Length ? ranks[word] + BitOperations.PopCount(_words[word] & upTo) : 0;
    }
}
