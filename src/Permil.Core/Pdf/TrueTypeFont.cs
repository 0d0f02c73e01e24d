using System.Buffers.Binary;
using System.Text;

namespace Permil.Pdf;

/// <summary>A TrueType font as far as setting lines of text needs it. Source: the OpenType specification, 1.9.</summary>
internal sealed class TrueTypeFont
{
    private const int HeaderBytes = 12;
    private const int TableEntryBytes = 16;
    private const int WindowsPlatform = 3;
    private const int BasicPlane = 1;
    private const int SegmentFormat = 4;

    private readonly byte[] _bytes;
    private readonly Dictionary<string, Range> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ushort> _glyphs = [];
    private readonly int _advances;

    /// <exception cref="InvalidDataException">It is no font of the kind that is known here.</exception>
    public TrueTypeFont(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
        var tables = UShort(bytes, 4);
        for (var i = 0; i < tables; i++)
        {
            var entry = bytes.AsSpan(HeaderBytes + i * TableEntryBytes, TableEntryBytes);
            var start = (int)BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(entry[12..]);
            _tables[Encoding.ASCII.GetString(entry[..4])] = start..(start + length);
        }

        UnitsPerEm = UShort(Table("head"), 18);
        HasLongOffsets = UShort(Table("head"), 50) == 1;
        Ascent = Short(Table("hhea"), 4);
        Descent = Short(Table("hhea"), 6);
        CapHeight = Short(Table("OS/2"), 88);
        Bounds = [.. Enumerable.Range(0, 4).Select(i => Short(Table("head"), 36 + 2 * i))];
        _advances = UShort(Table("hhea"), 34);
        ReadCharacters();
    }

    /// <summary>Without spaces, as PDF names it.</summary>
    public string Name { get; }

    public int UnitsPerEm { get; }

    public int Ascent { get; }

    /// <summary>Below 0.</summary>
    public int Descent { get; }

    public int CapHeight { get; }

    /// <summary>The box all glyphs fit in: left, bottom, right, top.</summary>
    public IReadOnlyList<int> Bounds { get; }

    /// <summary>Whether offsets of glyphs are written with four bytes, not with two for half of each.</summary>
    public bool HasLongOffsets { get; }

    /// <summary>The glyph of a character; 0, which shows a box, for one that the font does not have.</summary>
    public ushort GlyphOf(Rune rune) => _glyphs.GetValueOrDefault(rune.Value);

    /// <summary>How wide a glyph is, in thousandths of the size.</summary>
    public int AdvanceOf(ushort glyph)
    {
        var advance = UShort(Table("hmtx"), 4 * Math.Min(glyph, _advances - 1));
        return (advance * 1000 + UnitsPerEm / 2) / UnitsPerEm;
    }

    public ReadOnlySpan<byte> Table(string tag) =>
        _tables.TryGetValue(tag, out var range)
            ? _bytes.AsSpan(range)
            : throw new InvalidDataException($"the font {Name} has no table '{tag}'");

    /// <summary>The outline of a glyph; empty for a space.</summary>
    public ReadOnlySpan<byte> OutlineOf(int glyph) => Table("glyf")[OffsetOf(glyph)..OffsetOf(glyph + 1)];

    private int OffsetOf(int glyph) =>
        HasLongOffsets
            ? (int)BinaryPrimitives.ReadUInt32BigEndian(Table("loca")[(4 * glyph)..])
            : 2 * UShort(Table("loca"), 2 * glyph);

    private void ReadCharacters()
    {
        var map = Table("cmap");
        for (var i = 0; i < UShort(map, 2); i++)
        {
            var entry = map[(4 + 8 * i)..];
            var subtable = map[(int)BinaryPrimitives.ReadUInt32BigEndian(entry[4..])..];
            if (
                UShort(entry, 0) == WindowsPlatform
                && UShort(entry, 2) == BasicPlane
                && UShort(subtable, 0) == SegmentFormat
            )
            {
                ReadSegments(subtable);
                return;
            }
        }

        throw new InvalidDataException($"the font {Name} has no map of Unicode characters in format {SegmentFormat}");
    }

    private void ReadSegments(ReadOnlySpan<byte> map)
    {
        var segments = UShort(map, 6) / 2;
        var (ends, starts, deltas, offsets) = (14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments);
        for (var segment = 0; segment < segments; segment++)
        {
            var at = 2 * segment;
            var offset = UShort(map, offsets + at);
            for (int code = UShort(map, starts + at); code <= UShort(map, ends + at) && code < 0xFFFF; code++)
            {
                var place = offset == 0 ? 0 : offsets + at + offset + 2 * (code - UShort(map, starts + at));
                var found = offset == 0 ? code : UShort(map, place);
                var glyph = found == 0 ? 0 : (found + Short(map, deltas + at)) & 0xFFFF;
                if (glyph != 0)
                {
                    _glyphs[code] = (ushort)glyph;
                }
            }
        }
    }

    private static ushort UShort(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static short Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16BigEndian(bytes[at..]);
}
