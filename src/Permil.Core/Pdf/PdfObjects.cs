using System.IO.Compression;
using System.Text;

namespace Permil.Pdf;

/// <summary>The numbered objects that a PDF file is made of.</summary>
internal sealed class PdfObjects
{
    // Four bytes above 127 tell programs that move files that this one is not text.
    private static readonly byte[] Head = [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n'];

    private readonly List<byte[]?> _objects = [];

    /// <summary>A number for an object that comes later.</summary>
    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count;
    }

    public void Set(int number, string text) => _objects[number - 1] = Encoding.ASCII.GetBytes(text + "\n");

    /// <returns>Its number, from 1.</returns>
    public int Add(string text)
    {
        var number = Reserve();
        Set(number, text);
        return number;
    }

    /// <summary>Adds a stream, compressed.</summary>
    /// <param name="entries">Of its dictionary, beside length and filter.</param>
    /// <param name="bytes">What is in it.</param>
    public int AddStream(string entries, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        var head = FormattableString.Invariant(
            $"<< /Length {packed.Length} /Filter /FlateDecode {entries}>>\nstream\n"
        );
        _objects.Add([.. Encoding.ASCII.GetBytes(head), .. packed.ToArray(), .. "\nendstream\n"u8]);
        return _objects.Count;
    }

    /// <summary>The file up to its table of places.</summary>
    /// <param name="places">Where each object begins.</param>
    public byte[] Body(out IReadOnlyList<long> places)
    {
        using var body = new MemoryStream();
        body.Write(Head);
        var found = new List<long>();
        for (var i = 0; i < _objects.Count; i++)
        {
            var bytes =
                _objects[i] ?? throw new InvalidOperationException($"object {i + 1} was reserved and never set");
            found.Add(body.Position);
            body.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{i + 1} 0 obj\n")));
            body.Write(bytes);
            body.Write("endobj\n"u8);
        }

        places = found;
        return body.ToArray();
    }
}
