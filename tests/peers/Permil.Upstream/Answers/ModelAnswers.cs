using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>The list of models: Together's is an array, others' an object.</summary>
internal static class ModelAnswers
{
    private static readonly string[] Together = ["meta-llama/Llama-3.3-70B-Instruct-Turbo", "moonshotai/Kimi-K3"];
    private static readonly string[] Others = ["gpt-4o-mini", "only-the-provider-knows-it"];

    public static Answer Of(ReceivedCall call) =>
        call.Provider == "together"
            ? Answer.Json(List(Together))
            : Answer.Json(new JsonObject { ["object"] = "list", ["data"] = List(Others) });

    private static JsonArray List(string[] ids) =>
        new([
            .. ids.Select(id => new JsonObject
            {
                ["id"] = id,
                ["object"] = "model",
                ["created"] = 1_784_505_600,
                ["owned_by"] = "upstream",
                ["type"] = "chat",
            }),
        ]);
}
