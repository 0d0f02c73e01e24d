using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Chat completions, whole and as streams.</summary>
internal static class ChatAnswers
{
    /// <summary>Characters of one to four bytes: cuts fall inside them.</summary>
    private static readonly string[] Words =
    [
        "Grüße",
        " aus",
        " 世界",
        " 👋",
        " mit",
        " data: [DONE]",
        " \"usage\":",
        " €",
    ];

    private static readonly string[] Arguments = ["{\"city\":\"", "Zürich", "\",\"unit\":\"°C\"", "}"];

    public static Answer Of(ReceivedCall call, Play play, Chance chance, string id)
    {
        var tokens = TokenUse.Of(call, play, chance);
        var answer = call.IsStream ? Stream(call, play, tokens, id) : Whole(call, play, tokens, id);
        return answer with { Id = id, Usage = tokens.ByMeter(play.Usage is not ("minimal" or "none")) };
    }

    public static JsonObject Body(ReceivedCall call, Play play, TokenUse tokens, string id)
    {
        var choices = new JsonArray();
        for (var i = 0; i < tokens.Choices; i++)
        {
            choices.Add(
                new JsonObject
                {
                    ["index"] = i,
                    ["finish_reason"] = HasTools(call) ? "tool_calls" : "stop",
                    ["logprobs"] = null,
                    ["message"] = Message(call, play),
                }
            );
        }

        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "chat.completion",
            ["created"] = Clock.UnixSeconds,
            ["model"] = call.Model,
            ["choices"] = choices,
        };
        if (play.Usage != "none")
        {
            body["usage"] = tokens.AsChat(play);
        }

        return body;
    }

    private static Answer Whole(ReceivedCall call, Play play, TokenUse tokens, string id) =>
        Answer.Json(Body(call, play, tokens, id)) with
        {
            TellsUsage = play.Usage != "none",
        };

    private static JsonObject Message(ReceivedCall call, Play play)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(Words) };
        if (play.Reasons)
        {
            message["reasoning"] = "Überlegung…";
        }

        if (HasTools(call))
        {
            message["content"] = null;
            message["tool_calls"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "call_1",
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = "weather", ["arguments"] = string.Concat(Arguments) },
                }
            );
        }

        return message;
    }

    private static Answer Stream(ReceivedCall call, Play play, TokenUse tokens, string id)
    {
        var isAsked = call.Json["stream_options"]?["include_usage"]?.GetValue<bool>() ?? false;
        var hasUsageField = play.Stream == "choice" || (play.Stream == "asked" && isAsked);
        var pieces = new List<byte[]>();

        void Add(JsonArray choices, JsonNode? usage)
        {
            var chunk = new JsonObject
            {
                ["id"] = id,
                ["object"] = "chat.completion.chunk",
                ["created"] = Clock.UnixSeconds,
                ["model"] = call.Model,
                ["choices"] = choices,
            };
            if (hasUsageField)
            {
                chunk["usage"] = usage;
            }

            pieces.Add(Text.Event(chunk));
        }

        for (var i = 0; i < tokens.Choices; i++)
        {
            Add([Choice(i, new JsonObject { ["role"] = "assistant", ["content"] = "" })], null);
            foreach (var delta in Deltas(call, play, (int)Math.Min(tokens.OutputOfEach, play.Chunks)))
            {
                Add([Choice(i, delta)], null);
            }
        }

        for (var i = 0; i < tokens.Choices; i++)
        {
            var isLast = i == tokens.Choices - 1;
            Add(
                [Choice(i, [], HasTools(call) ? "tool_calls" : "stop")],
                isLast && play.Stream == "choice" ? tokens.AsChat(play) : null
            );
        }

        if (play.Stream == "asked" && isAsked)
        {
            Add([], tokens.AsChat(play));
        }

        pieces.Add(Text.Done);
        return Answer.Stream(pieces) with { TellsUsage = hasUsageField };
    }

    private static IEnumerable<JsonObject> Deltas(ReceivedCall call, Play play, int count)
    {
        if (HasTools(call))
        {
            for (var i = 0; i < Arguments.Length; i++)
            {
                var function = new JsonObject { ["arguments"] = Arguments[i] };
                var part = new JsonObject { ["index"] = 0, ["function"] = function };
                if (i == 0)
                {
                    part["id"] = "call_1";
                    part["type"] = "function";
                    function["name"] = "weather";
                }

                yield return new JsonObject { ["tool_calls"] = new JsonArray(part) };
            }

            yield break;
        }

        for (var i = 0; i < count; i++)
        {
            var isReasoning = play.Reasons && i < count / 2;
            yield return new JsonObject { [isReasoning ? "reasoning" : "content"] = Words[i % Words.Length] };
        }
    }

    private static JsonObject Choice(int index, JsonObject delta, string? finish = null) =>
        new()
        {
            ["index"] = index,
            ["delta"] = delta,
            ["finish_reason"] = finish,
        };

    private static bool HasTools(ReceivedCall call) => call.Json["tools"] is JsonArray { Count: > 0 };
}
