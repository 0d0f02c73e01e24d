using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Permil.Server.Gateway.Answers;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>
/// The form that uploads audio to be written down. Billed is the length of the audio, which only a verbose answer tells:
/// where the caller asks for less, the verbose answer is asked for and cut down again.
/// </summary>
internal static class TranscriptionUpload
{
    private const int MaxValueLength = 256;
    private const string Verbose = "verbose_json";

    /// <param name="contentType">Of the form, with its boundary.</param>
    /// <param name="body">The form.</param>
    /// <param name="isBilledBySecond">Whether the price of a model is for seconds of audio.</param>
    /// <returns>The request, what goes up, and how the answer is cut down; or why it is refused.</returns>
    public static async Task<(
        CallRequest? Request,
        ReadOnlyMemory<byte> Body,
        TranscriptionForm? Form,
        GatewayError? Error
    )> Read(string? contentType, ReadOnlyMemory<byte> body, Func<string, bool> isBilledBySecond)
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary
        )
        {
            return Refused($"Content-Type: found '{contentType}', allowed: multipart/form-data with a boundary");
        }

        var model = "";
        var format = "json";
        Range? formatPlace = null;
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(boundary, stream) { BodyLengthLimit = long.MaxValue };
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                var name = NameOf(section);
                if (name is not ("model" or "response_format"))
                {
                    continue;
                }

                var value = await ValueOf(section);
                if (name is "model")
                {
                    model = value;
                }
                else
                {
                    format = value;
                    var start = (int)section.BaseStreamOffset!.Value;
                    formatPlace = start..(start + Encoding.UTF8.GetByteCount(value));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return Refused($"the form cannot be read: {exception.Message}");
        }

        var request = CallRequest.OfForm(CallKind.Transcription, model, body.Length);
        if (format is not ("json" or "text") || !isBilledBySecond(model))
        {
            return (request, body, null, null);
        }

        var rewritten = formatPlace is { } place ? Replaced(body, place) : Added(body, boundary);
        return (request, rewritten, new TranscriptionForm(format), null);
    }

    private static (CallRequest?, ReadOnlyMemory<byte>, TranscriptionForm?, GatewayError?) Refused(string message) =>
        (null, default, null, GatewayError.Invalid(message));

    private static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;

    private static async Task<string> ValueOf(MultipartSection section)
    {
        var buffer = new byte[MaxValueLength];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        return length < buffer.Length
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : throw new InvalidDataException($"a value is longer than {MaxValueLength - 1} bytes");
    }

    private static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> body, Range place)
    {
        var (start, length) = place.GetOffsetAndLength(body.Length);
        return (byte[])[.. body.Span[..start], .. "verbose_json"u8, .. body.Span[(start + length)..]];
    }

    private static ReadOnlyMemory<byte> Added(ReadOnlyMemory<byte> body, string boundary)
    {
        var part = Encoding.UTF8.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\n{Verbose}\r\n"
        );
        return (byte[])[.. part, .. body.Span];
    }
}
