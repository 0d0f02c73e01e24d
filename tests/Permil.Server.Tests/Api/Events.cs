using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Permil.Server.Api;

/// <summary>Events as clients write them, and what answers say.</summary>
internal static class Events
{
    public static string Line(int number, string more = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"id":"e{{{number}}}","source":"app","time":"2026-10-01T00:00:00Z","model":"a/b",{{{more}}}"usage":{"input_tokens":"{{{number}}}"}}"""
        );

    public static IEnumerable<string> Lines(int first, int count) =>
        Enumerable.Range(first, count).Select(number => Line(number));

    public static async Task<(int Status, long Accepted, long Rejected, string Text)> AnswerOf(
        Task<HttpResponseMessage> posted
    )
    {
        using var response = await posted;
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        return (
            (int)response.StatusCode,
            json.RootElement.GetProperty("accepted").GetInt64(),
            json.RootElement.GetProperty("rejected").GetInt64(),
            text
        );
    }

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
