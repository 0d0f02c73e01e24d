using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway;

/// <summary>The form that asks for a video, with a picture to begin from or without. It goes up as it came.</summary>
internal static class VideoUpload
{
    /// <summary>What prices and bounds look at.</summary>
    private static readonly string[] Names = ["model", "seconds", "size", "width", "height"];

    /// <returns>The request, or why it is refused.</returns>
    public static async Task<(CallRequest? Request, GatewayError? Error)> Read(
        string? contentType,
        ReadOnlyMemory<byte> body
    )
    {
        var (form, error) = await UploadForm.Read(contentType, body, Names);
        if (form is null)
        {
            return (null, error);
        }

        var values = form.Values.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal);
        try
        {
            var read = CallRequest.Read(CallKind.Video, JsonSerializer.SerializeToUtf8Bytes(values));
            return (read with { BodyBytes = body.Length, IsAllTextInBody = false }, null);
        }
        catch (UsageFormatException exception)
        {
            return (null, GatewayError.Invalid(exception.Message));
        }
    }
}
