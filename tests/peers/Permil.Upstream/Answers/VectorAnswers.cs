using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Embeddings and rankings.</summary>
internal static class VectorAnswers
{
    /// <summary>Together's have no usage, OpenAI's have: <c>usage=none</c> plays the former.</summary>
    public static Answer Embeddings(ReceivedCall call, Play play, Chance chance)
    {
        var tokens = TokenUse.Of(call, play, chance).Input;
        var inputs = call.Json["input"] is JsonArray { Count: > 0 } many ? many.Count : 1;
        var isBase64 = call.Text("encoding_format") == "base64";
        var body = new JsonObject
        {
            ["object"] = "list",
            ["model"] = call.Model,
            ["data"] = new JsonArray([
                .. Enumerable
                    .Range(0, inputs)
                    .Select(i => new JsonObject
                    {
                        ["object"] = "embedding",
                        ["index"] = i,
                        ["embedding"] = isBase64
                            ? Convert.ToBase64String(Floats(0.25f, -0.5f, 1f))
                            : new JsonArray(0.25, -0.5, 1),
                    }),
            ]),
        };
        if (play.Usage != "none")
        {
            body["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens };
        }

        return Answer.Json(body) with
        {
            Usage = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["embedding_tokens"] = tokens },
            TellsUsage = play.Usage != "none",
        };
    }

    public static Answer Rerank(ReceivedCall call, Play play, Chance chance, string id)
    {
        var tokens = TokenUse.Of(call, play, chance).Input;
        var documents = call.Json["documents"] is JsonArray many ? many.Count : 0;
        var body = new JsonObject
        {
            ["object"] = "rerank",
            ["id"] = id,
            ["model"] = call.Model,
            ["results"] = new JsonArray([
                .. Enumerable
                    .Range(0, (int)Math.Min(documents, call.Number("top_n") ?? documents))
                    .Select(i => new JsonObject
                    {
                        ["index"] = documents - 1 - i,
                        ["relevance_score"] = 1.0 / (i + 2),
                        ["document"] = new JsonObject { ["text"] = "Café" },
                    }),
            ]),
            ["usage"] = new JsonObject
            {
                ["prompt_tokens"] = tokens,
                ["completion_tokens"] = 0,
                ["total_tokens"] = tokens,
            },
        };
        return Answer.Json(body) with
        {
            Id = id,
            Usage = new Dictionary<string, decimal>(StringComparer.Ordinal)
            {
                ["rerank_tokens"] = tokens,
                ["rerank_documents"] = documents,
            },
            TellsUsage = true,
        };
    }

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
