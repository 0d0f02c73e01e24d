using System.Buffers.Binary;
using System.Text;

namespace Permil.Pdf;

/// <summary>Adds tables of one font to another.</summary>
internal static class FontTables
{
    public static byte[] With(byte[] font, TrueTypeFont other, params string[] tags)
    {
        var tables = new List<(string Tag, byte[] Bytes)>();
        for (var i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(4)); i++)
        {
            var entry = font.AsSpan(12 + 16 * i, 16);
            var start = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            var length = BinaryPrimitives.ReadInt32BigEndian(entry[12..]);
            tables.Add((Encoding.ASCII.GetString(entry[..4]), font[start..(start + length)]));
        }

        tables.AddRange(tags.Select(tag => (tag, other.Table(tag).ToArray())));
        var head = new byte[12 + 16 * tables.Count];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)tables.Count);
        var at = head.Length;
        for (var i = 0; i < tables.Count; i++)
        {
            Encoding.ASCII.GetBytes(tables[i].Tag, head.AsSpan(12 + 16 * i));
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(12 + 16 * i + 8), at);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(12 + 16 * i + 12), tables[i].Bytes.Length);
            at += tables[i].Bytes.Length;
        }

        return [.. head, .. tables.SelectMany(table => table.Bytes)];
    }
}
