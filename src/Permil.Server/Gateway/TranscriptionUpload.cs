using System.Text;
using Permil.Server.Gateway.Answers;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>
/// The form that uploads audio to be written down. Billed is the length of the audio, which only a verbose answer tells:
/// where the caller asks for less, the verbose answer is asked for and cut down again.
/// </summary>
internal static class TranscriptionUpload
{
    private const string Verbose = "verbose_json";
    private const string Format = "response_format";

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
        var (form, error) = await UploadForm.Read(contentType, body, ["model", Format]);
        if (form is null)
        {
            return (null, default, null, error);
        }

        var model = form.TextOf("model") ?? "";
        var format = form.TextOf(Format) ?? "json";
        var request = CallRequest.OfForm(CallKind.Transcription, model, body.Length);
        if (format is not ("json" or "text") || !isBilledBySecond(model))
        {
            return (request, body, null, null);
        }

        var rewritten = form.Values.TryGetValue(Format, out var value)
            ? Replaced(body, value.Place)
            : Added(body, form.Boundary);
        return (request, rewritten, new TranscriptionForm(format), null);
    }

    private static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> body, Range place)
    {
        var (start, length) = place.GetOffsetAndLength(body.Length);
        return (byte[])[.. body.Span[..start], .. "verbose_json"u8, .. body.Span[(start + length)..]];
    }

    private static ReadOnlyMemory<byte> Added(ReadOnlyMemory<byte> body, string boundary)
    {
        var part = Encoding.UTF8.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Format}\"\r\n\r\n{Verbose}\r\n"
        );
        return (byte[])[.. part, .. body.Span];
    }
}
