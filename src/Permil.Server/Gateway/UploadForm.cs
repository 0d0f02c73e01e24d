using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Permil.Server.Gateway;

/// <summary>The short values of a form with files, and where they stand in it.</summary>
/// <param name="Boundary">What stands between its parts.</param>
/// <param name="Values">By name, the values that were looked for, with their places.</param>
internal sealed record UploadForm(string Boundary, IReadOnlyDictionary<string, (string Text, Range Place)> Values)
{
    private const int MaxValueLength = 256;

    /// <summary>The value of a name; <see langword="null"/>: the form has none.</summary>
    public string? TextOf(string name) => Values.TryGetValue(name, out var value) ? value.Text : null;

    public static bool Is(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a form.</summary>
    /// <param name="contentType">Of the form, with its boundary.</param>
    /// <param name="body">The form.</param>
    /// <param name="names">The values to look for.</param>
    /// <returns>
    /// The form, or why it is refused. Of a value that stands twice a provider may take either, so it may stand once only.
    /// </returns>
    public static async Task<(UploadForm? Form, GatewayError? Error)> Read(
        string? contentType,
        ReadOnlyMemory<byte> body,
        IReadOnlyCollection<string> names
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary
        )
        {
            return Refused($"Content-Type: found '{contentType}', allowed: multipart/form-data with a boundary");
        }

        var values = new Dictionary<string, (string, Range)>(StringComparer.Ordinal);
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(boundary, stream) { BodyLengthLimit = long.MaxValue };
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (NameOf(section) is not { } name || !names.Contains(name))
                {
                    continue;
                }

                var value = await ValueOf(section);
                var start = (int)section.BaseStreamOffset!.Value;
                if (!values.TryAdd(name, (Encoding.UTF8.GetString(value.Span), start..(start + value.Length))))
                {
                    return Refused($"{name}: found twice, allowed: once");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return Refused($"the form cannot be read: {exception.Message}");
        }

        return (new UploadForm(boundary, values), null);
    }

    private static (UploadForm?, GatewayError?) Refused(string message) => (null, GatewayError.Invalid(message));

    private static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;

    private static async Task<ReadOnlyMemory<byte>> ValueOf(MultipartSection section)
    {
        var buffer = new byte[MaxValueLength];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        return length < buffer.Length
            ? buffer.AsMemory(0, length)
            : throw new InvalidDataException($"a value is longer than {MaxValueLength - 1} bytes");
    }
}
