using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Text completions.</summary>
internal static class CompletionAnswers
{
    public static Answer Of(ReceivedCall call, Play play, Chance chance, string id)
    {
        var tokens = TokenUse.Of(call, play, chance);
        var answer = call.IsStream ? Stream(call, play, tokens, id) : Whole(call, play, tokens, id);
        return answer with { Id = id, Usage = tokens.ByMeter(play.Usage is not ("minimal" or "none")) };
    }

    private static Answer Whole(ReceivedCall call, Play play, TokenUse tokens, string id) =>
        Answer.Json(
            new JsonObject
            {
                ["id"] = id,
                ["object"] = "text.completion",
                ["created"] = Clock.UnixSeconds,
                ["model"] = call.Model,
                ["choices"] = new JsonArray([
                    .. Enumerable
                        .Range(0, (int)tokens.Choices)
                        .Select(i => new JsonObject
                        {
                            ["index"] = i,
                            ["text"] = "größer 🌍",
                            ["finish_reason"] = "eos",
                        }),
                ]),
                ["usage"] = play.Usage == "none" ? null : tokens.AsChat(play),
            }
        ) with
        {
            TellsUsage = play.Usage != "none",
        };

    /// <summary>Usage stands in the last chunk, or in one of its own where the request asks.</summary>
    private static Answer Stream(ReceivedCall call, Play play, TokenUse tokens, string id)
    {
        var isAsked = call.Json["stream_options"]?["include_usage"]?.GetValue<bool>() ?? false;
        var tells = play.Stream == "choice" || (play.Stream == "asked" && isAsked);
        var pieces = new List<byte[]>();

        void Add(JsonArray choices, string? finish, JsonNode? usage) =>
            pieces.Add(
                Text.Event(
                    new JsonObject
                    {
                        ["id"] = id,
                        ["object"] = "text_completion",
                        ["created"] = Clock.UnixSeconds,
                        ["model"] = call.Model,
                        ["choices"] = choices,
                        ["finish_reason"] = finish,
                        ["usage"] = usage,
                    }
                )
            );

        for (var i = 0; i < Math.Min(tokens.OutputOfEach, play.Chunks); i++)
        {
            Add([new JsonObject { ["index"] = 0, ["text"] = " größer 🌍" }], null, null);
        }

        Add(
            [
                new JsonObject
                {
                    ["index"] = 0,
                    ["text"] = "",
                    ["finish_reason"] = "stop",
                },
            ],
            "stop",
            play.Stream == "choice" ? tokens.AsChat(play) : null
        );
        if (play.Stream == "asked" && isAsked)
        {
            Add([], null, tokens.AsChat(play));
        }

        pieces.Add(Text.Done);
        return Answer.Stream(pieces) with { TellsUsage = tells };
    }
}
