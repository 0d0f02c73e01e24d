using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Permil.Rating.Bulk;

/// <summary>
/// Gives each distinct text a small number, in the order of first sight. Texts that are looked up must have 8 readable
/// bytes before them and <see cref="ChunkReader.Slack"/> behind them, so that hashing and comparing need no branch on
/// their length: which model a line names cannot be foreseen, and a wrong guess of the processor costs more than the work.
/// </summary>
internal sealed class TextInterner
{
    /// <summary>Longer texts are given to the full reader.</summary>
    public const int MaxLength = 64;

    private struct Place
    {
        public int NumberPlusOne;
        public int Length;
    }

    private readonly List<string> _texts = [];

    /// <summary><see cref="MaxLength"/> bytes for each number.</summary>
    private byte[] _bytes = new byte[16 * MaxLength];
    private Place[] _places = new Place[64];

    public int Count => _texts.Count;

    public string TextOf(int number) => _texts[number];

    /// <summary>Further texts get -1: their bytes would not fit into one array.</summary>
    private const int MaxTexts = 1 << 23;

    /// <summary>The number of a text; -1 when there are too many already.</summary>
    /// <param name="start">The text's first byte.</param>
    /// <param name="length">From 1 to <see cref="MaxLength"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NumberOf(ref byte start, int length)
    {
        unchecked
        {
            var mask = _places.Length - 1;
            for (var place = HashOf(ref start, length) & mask; ; place = (place + 1) & mask)
            {
                ref var known = ref _places[place];
                if (known.NumberPlusOne == 0)
                {
                    return Add(ref start, length, place);
                }

                var number = known.NumberPlusOne - 1;
                if (
                    known.Length == length
                    && AreSame(
                        ref start,
                        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), number * MaxLength),
                        length
                    )
                )
                {
                    return number;
                }
            }
        }
    }

    private int Add(ref byte start, int length, int place)
    {
        var number = _texts.Count;
        if (number == MaxTexts)
        {
            return -1;
        }

        if ((number + 1) * MaxLength > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        var text = MemoryMarshal.CreateReadOnlySpan(ref start, length);
        text.CopyTo(_bytes.AsSpan(number * MaxLength));
        _texts.Add(Encoding.UTF8.GetString(text));
        _places[place] = new Place { NumberPlusOne = number + 1, Length = length };
        if (_texts.Count * 4 > _places.Length)
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
        Span<byte> text = stackalloc byte[sizeof(ulong) + MaxLength];
        foreach (var known in old)
        {
            if (known.NumberPlusOne == 0)
            {
                continue;
            }

            _bytes.AsSpan((known.NumberPlusOne - 1) * MaxLength, MaxLength).CopyTo(text[sizeof(ulong)..]);
            var place = HashOf(ref text[sizeof(ulong)], known.Length) & mask;
            while (_places[place].NumberPlusOne != 0)
            {
                place = (place + 1) & mask;
            }

            _places[place] = known;
        }
    }

    /// <summary>Looks at both ends and the length: texts of a log differ there, and a wrong guess only costs a comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ref byte start, int length)
    {
        unchecked
        {
            var unused = 64 - (Math.Min(length, sizeof(ulong)) * 8);
            var head = Unsafe.ReadUnaligned<ulong>(ref start) << unused;
            var tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - sizeof(ulong))) >> unused;
            return (int)(((((head ^ (tail * 0x9E3779B97F4A7C15)) + (ulong)length) * 0xD6E8FEB86659FD93)) >> 33);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreSame(ref byte left, ref byte right, int length)
    {
        unchecked
        {
            ulong low = Vector256
                .Equals(Vector256.LoadUnsafe(ref left), Vector256.LoadUnsafe(ref right))
                .ExtractMostSignificantBits();
            ulong high = Vector256
                .Equals(
                    Vector256.LoadUnsafe(ref Unsafe.Add(ref left, 32)),
                    Vector256.LoadUnsafe(ref Unsafe.Add(ref right, 32))
                )
                .ExtractMostSignificantBits();
            return (~(low | (high << 32)) << (MaxLength - length)) == 0;
        }
    }
}
