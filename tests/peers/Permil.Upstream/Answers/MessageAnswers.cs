using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Anthropic's messages. Their input count leaves out what was read from and written to the cache.</summary>
internal static class MessageAnswers
{
    private const long CacheWrites = 7;

    public static Answer Of(ReceivedCall call, Play play, Chance chance, string id)
    {
        var tokens = TokenUse.Of(call, play, chance);
        var answer = call.IsStream ? Answer.Stream([.. Events(call, play, tokens, id)]) : Whole(call, tokens, id);
        var used = tokens.ByMeter(isCacheKnown: true);
        used["cache_write_tokens"] = CacheWrites;
        return answer with { Id = id, Usage = used, TellsUsage = true };
    }

    private static Answer Whole(ReceivedCall call, TokenUse tokens, string id)
    {
        var body = Message(call, tokens, id, tokens.Output);
        body["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "Grüße 👋" });
        body["stop_reason"] = "end_turn";
        return Answer.Json(body);
    }

    private static JsonObject Message(ReceivedCall call, TokenUse tokens, string id, long output) =>
        new()
        {
            ["id"] = id,
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = call.Model,
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = tokens.Input - tokens.Cached,
                ["cache_creation_input_tokens"] = CacheWrites,
                ["cache_read_input_tokens"] = tokens.Cached,
                ["output_tokens"] = output,
                ["service_tier"] = "standard",
            },
        };

    private static IEnumerable<byte[]> Events(ReceivedCall call, Play play, TokenUse tokens, string id)
    {
        static byte[] Event(string type, JsonObject fields)
        {
            fields.Insert(0, "type", type);
            return Text.Event(fields, type);
        }

        yield return Event("message_start", new JsonObject { ["message"] = Message(call, tokens, id, 1) });
        yield return Event(
            "content_block_start",
            new JsonObject
            {
                ["index"] = 0,
                ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" },
            }
        );
        yield return Event("ping", []);
        for (var i = 0; i < Math.Min(tokens.Output, play.Chunks); i++)
        {
            yield return Event(
                "content_block_delta",
                new JsonObject
                {
                    ["index"] = 0,
                    ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = "Grüße 👋" },
                }
            );
        }

        yield return Event("content_block_stop", new JsonObject { ["index"] = 0 });
        yield return Event(
            "message_delta",
            new JsonObject
            {
                ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null },
                ["usage"] = new JsonObject { ["output_tokens"] = tokens.Output, ["cache_read_input_tokens"] = null },
            }
        );
        yield return Event("message_stop", []);
    }
}
