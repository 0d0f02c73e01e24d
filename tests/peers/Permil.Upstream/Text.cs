using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Permil.Upstream;

/// <summary>Payloads as bytes: characters as they are, so that a cut can fall inside one.</summary>
internal static class Text
{
    public static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static readonly JsonSerializerOptions Ledger = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    /// <summary>An event of a stream.</summary>
    public static byte[] Event(object data, string? name = null) =>
        Encoding.UTF8.GetBytes(
            $"{(name is null ? "" : $"event: {name}\n")}data: {JsonSerializer.Serialize(data, Json)}\n\n"
        );

    public static byte[] Done { get; } = "data: [DONE]\n\n"u8.ToArray();
}
