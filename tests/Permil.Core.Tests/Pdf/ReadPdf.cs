using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Permil.Pdf;

/// <summary>Reads a PDF back as far as the product writes it: the texts of each page, through the fonts' character maps.</summary>
internal sealed partial class ReadPdf
{
    private const int TimeoutMilliseconds = 20_000;

    private readonly Dictionary<int, string> _dictionaries = [];
    private readonly Dictionary<int, byte[]> _streams = [];

    public ReadPdf(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        foreach (Match found in ObjectStart().Matches(text))
        {
            var number = int.Parse(found.Groups["a"].Value, CultureInfo.InvariantCulture);
            var dictionary = found.Groups["b"].Value;
            _dictionaries[number] = dictionary;
            if (Length().Match(dictionary) is { Success: true } length && found.Groups["c"].Success)
            {
                var start = found.Index + found.Length;
                using var packed = new MemoryStream(
                    bytes,
                    start,
                    int.Parse(length.Groups["a"].Value, CultureInfo.InvariantCulture)
                );
                using var zip = new ZLibStream(packed, CompressionMode.Decompress);
                using var plain = new MemoryStream();
                zip.CopyTo(plain);
                _streams[number] = plain.ToArray();
            }
        }

        var kids = Kids().Match(_dictionaries.Values.Single(dictionary => dictionary.Contains("/Type /Pages")));
        Pages = [.. Number().Matches(kids.Groups["a"].Value).Select(kid => TextsOf(Int(kid.Groups["a"])))];
    }

    /// <summary>Of each page, in the order in which they were set.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Pages { get; }

    public byte[] StreamOf(string entry)
    {
        var holder = _dictionaries.Values.First(dictionary => dictionary.Contains(entry, StringComparison.Ordinal));
        return _streams[Int(Number().Match(holder[holder.IndexOf(entry, StringComparison.Ordinal)..]).Groups["a"])];
    }

    private List<string> TextsOf(int page)
    {
        var dictionary = _dictionaries[page];
        var fonts = Font()
            .Matches(dictionary)
            .ToDictionary(font => font.Groups["a"].Value, font => MapOf(Int(font.Groups["b"])));
        var content = Encoding.ASCII.GetString(_streams[Int(Contents().Match(dictionary).Groups["a"])]);
        return
        [
            .. Shown()
                .Matches(content)
                .Select(shown =>
                    string.Concat(
                        shown
                            .Groups["b"]
                            .Value.Chunk(4)
                            .Select(glyph => fonts[shown.Groups["a"].Value].GetValueOrDefault(new string(glyph), "?"))
                    )
                ),
        ];
    }

    private Dictionary<string, string> MapOf(int font)
    {
        var map = Int(ToUnicode().Match(_dictionaries[font]).Groups["a"]);
        return Mapped()
            .Matches(Encoding.ASCII.GetString(_streams[map]))
            .ToDictionary(
                entry => entry.Groups["a"].Value,
                entry => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(entry.Groups["b"].Value))
            );
    }

    private static int Int(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(?<=\n)(?<a>\d+) 0 obj\n(?<b><<[^\n]*>>)\n(?<c>stream\n)?",
        RegexOptions.None,
        TimeoutMilliseconds
    )]
    private static partial Regex ObjectStart();

    [GeneratedRegex(@"/Length (?<a>\d+)", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Length();

    [GeneratedRegex(@"/Kids \[(?<a>[^\]]*)\]", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Kids();

    [GeneratedRegex(@"(?<a>\d+) 0 R", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"/(?<a>F\d) (?<b>\d+) 0 R", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Font();

    [GeneratedRegex(@"/Contents (?<a>\d+) 0 R", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Contents();

    [GeneratedRegex(@"/ToUnicode (?<a>\d+) 0 R", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex ToUnicode();

    [GeneratedRegex(
        @"/(?<a>F\d) [\d.]+ Tf [-\d.]+ [-\d.]+ Td <(?<b>[0-9A-F]*)> Tj",
        RegexOptions.None,
        TimeoutMilliseconds
    )]
    private static partial Regex Shown();

    [GeneratedRegex(@"(?<=\n)<(?<a>[0-9A-F]{4})> <(?<b>[0-9A-F]+)>(?=\n)", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Mapped();
}
