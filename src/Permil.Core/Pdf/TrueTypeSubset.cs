using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Permil.Pdf;

/// <summary>The part of a font that a document uses: glyphs keep their numbers, those not used have no outline.</summary>
internal static class TrueTypeSubset
{
    private const uint Version = 0x00010000;
    private const uint ChecksumOfAll = 0xB1B0AFBA;
    private const int HeaderBytes = 12;
    private const int TableEntryBytes = 16;

    // Flags of a part of a glyph that is made of others.
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int HasMoreParts = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    /// <summary>Always the same bytes for the same glyphs.</summary>
    public static byte[] Of(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        var kept = Closure(font, glyphs);
        var count = kept.Max + 1;
        var offsets = new byte[4 * (count + 1)];
        using var outlines = new MemoryStream();
        for (var glyph = 0; glyph < count; glyph++)
        {
            if (kept.Contains(glyph))
            {
                outlines.Write(font.OutlineOf(glyph));
                outlines.Write(new byte[-(int)outlines.Length & 3]);
            }

            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * (glyph + 1)), (uint)outlines.Length);
        }

        var (head, widths, most) = (
            font.Table("head").ToArray(),
            font.Table("hhea").ToArray(),
            font.Table("maxp").ToArray()
        );
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        BinaryPrimitives.WriteUInt16BigEndian(most.AsSpan(4), (ushort)count);
        var advances = Math.Min(count, BinaryPrimitives.ReadUInt16BigEndian(widths.AsSpan(34)));
        BinaryPrimitives.WriteUInt16BigEndian(widths.AsSpan(34), (ushort)advances);
        var metrics = font.Table("hmtx")[..(4 * advances + 2 * (count - advances))].ToArray();
        return Assemble([
            ("cvt ", font.Table("cvt ").ToArray()),
            ("fpgm", font.Table("fpgm").ToArray()),
            ("glyf", outlines.ToArray()),
            ("head", head),
            ("hhea", widths),
            ("hmtx", metrics),
            ("loca", offsets),
            ("maxp", most),
            ("prep", font.Table("prep").ToArray()),
        ]);
    }

    private static SortedSet<int> Closure(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        var kept = new SortedSet<int> { 0 };
        var open = new Stack<int>(glyphs.Select(glyph => (int)glyph).Append(0));
        while (open.TryPop(out var glyph))
        {
            kept.Add(glyph);
            foreach (var part in PartsOf(font.OutlineOf(glyph)).Where(part => !kept.Contains(part)))
            {
                open.Push(part);
            }
        }

        return kept;
    }

    /// <summary>The glyphs that a glyph is made of, as letters with accents are.</summary>
    private static List<int> PartsOf(ReadOnlySpan<byte> outline)
    {
        var parts = new List<int>();
        if (outline.Length == 0 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            return parts;
        }

        var at = 10;
        int flags;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2);
            at +=
                (flags & HasScale) != 0 ? 2
                : (flags & HasTwoScales) != 0 ? 4
                : (flags & HasMatrix) != 0 ? 8
                : 0;
        } while ((flags & HasMoreParts) != 0);

        return parts;
    }

    private static byte[] Assemble((string Tag, byte[] Bytes)[] tables)
    {
        var start = HeaderBytes + TableEntryBytes * tables.Length;
        var font = new byte[start + tables.Sum(table => Padded(table.Bytes.Length))];
        var power = BitOperations.Log2((uint)tables.Length);
        BinaryPrimitives.WriteUInt32BigEndian(font, Version);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(4), (ushort)tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(6), (ushort)(TableEntryBytes << power));
        BinaryPrimitives.WriteUInt16BigEndian(font.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(
            font.AsSpan(10),
            (ushort)(TableEntryBytes * tables.Length - (TableEntryBytes << power))
        );
        var headAt = 0;
        for (var (i, at) = (0, start); i < tables.Length; i++)
        {
            var (tag, bytes) = tables[i];
            bytes.CopyTo(font, at);
            var entry = font.AsSpan(HeaderBytes + i * TableEntryBytes, TableEntryBytes);
            Encoding.ASCII.GetBytes(tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Checksum(font.AsSpan(at, Padded(bytes.Length))));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)bytes.Length);
            headAt = tag == "head" ? at : headAt;
            at += Padded(bytes.Length);
        }

        var rest = unchecked(ChecksumOfAll - Checksum(font));
        BinaryPrimitives.WriteUInt32BigEndian(font.AsSpan(headAt + 8), rest);
        return font;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (var at = 0; at < bytes.Length; at += 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]));
        }

        return sum;
    }
}
