using System.Text;

namespace Permil.Usage.Readers;

/// <summary>Makes texts of bytes; of those that come again and again only one is made.</summary>
/// <remarks>Of a fixed size: a text gives way to another that falls into its place. One thread at a time.</remarks>
internal sealed class RecentTexts
{
    private const int Places = 1024;
    private const int MostBytes = 256;

    private readonly (byte[]? Bytes, string Text)[] _places = new (byte[]? Bytes, string Text)[Places];

    public string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MostBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var place = ref _places[PlaceOf(utf8)];
        if (place.Bytes is null || !utf8.SequenceEqual(place.Bytes))
        {
            place = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return place.Text;
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode() & (Places - 1);
    }
}
