using System.Text;
using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>A record of an application's log that can be written in both forms.</summary>
internal sealed record AppRecord(
    string Id,
    string Model,
    string Tenant,
    string Mode,
    int Prompt,
    int Cached,
    int Output
)
{
    /// <summary>The record on its second line, as in the other form.</summary>
    public string ToJson() =>
        "\n"
        + JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["id"] = Id,
                ["ts"] = "2026-10-03T10:00:00Z",
                ["model"] = Model,
                ["tenant"] = Tenant,
                ["mode"] = Mode,
                ["prompt_tokens"] = Prompt,
                ["cached_tokens"] = Cached,
                ["completion_tokens"] = Output,
            }
        )
        + "\n";

    /// <summary>The record on its second line.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("id,ts,model,tenant,mode,prompt_tokens,cached_tokens,completion_tokens\r\n");
        text.AppendJoin(
            ',',
            Quoted(Id),
            "2026-10-03T10:00:00Z",
            Quoted(Model),
            Quoted(Tenant),
            Mode,
            Prompt,
            Cached,
            Output
        );
        return text.Append("\r\n").ToString();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
