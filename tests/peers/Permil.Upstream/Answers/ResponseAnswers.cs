using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>OpenAI's responses, whole and as streams.</summary>
internal static class ResponseAnswers
{
    public static Answer Of(ReceivedCall call, Play play, Chance chance, string id)
    {
        var tokens = TokenUse.Of(call, play, chance);
        var answer = call.IsStream
            ? Answer.Stream([.. Events(call, play, tokens, id)])
            : Answer.Json(Body(call, play, tokens, id, "completed"));
        return answer with { Id = id, Usage = tokens.ByMeter(isCacheKnown: true), TellsUsage = true };
    }

    private static JsonObject Body(ReceivedCall call, Play play, TokenUse tokens, string id, string status)
    {
        var isDone = status == "completed";
        return new()
        {
            ["id"] = id,
            ["object"] = "response",
            ["created_at"] = Clock.UnixSeconds,
            ["status"] = status,
            ["model"] = call.Model,
            ["output"] = isDone
                ? new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "message",
                        ["id"] = "msg_1",
                        ["role"] = "assistant",
                        ["status"] = "completed",
                        ["content"] = new JsonArray(
                            new JsonObject
                            {
                                ["type"] = "output_text",
                                ["text"] = "Grüße 👋",
                                ["annotations"] = new JsonArray(),
                            }
                        ),
                    }
                )
                : [],
            ["usage"] = isDone
                ? new JsonObject
                {
                    ["input_tokens"] = tokens.Input,
                    ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = tokens.Cached },
                    ["output_tokens"] = tokens.Output,
                    ["output_tokens_details"] = new JsonObject
                    {
                        ["reasoning_tokens"] = play.Reasons ? tokens.Output / 2 : 0,
                    },
                    ["total_tokens"] = tokens.Input + tokens.Output,
                }
                : null,
        };
    }

    private static IEnumerable<byte[]> Events(ReceivedCall call, Play play, TokenUse tokens, string id)
    {
        var number = 0;
        byte[] Event(string type, JsonObject fields)
        {
            fields.Insert(0, "type", type);
            fields["sequence_number"] = number++;
            return Text.Event(fields, type);
        }

        yield return Event(
            "response.created",
            new JsonObject { ["response"] = Body(call, play, tokens, id, "in_progress") }
        );
        for (var i = 0; i < Math.Min(tokens.Output, play.Chunks); i++)
        {
            yield return Event(
                "response.output_text.delta",
                new JsonObject
                {
                    ["item_id"] = "msg_1",
                    ["output_index"] = 0,
                    ["content_index"] = 0,
                    ["delta"] = "Grüße 👋",
                }
            );
        }

        yield return Event(
            "response.completed",
            new JsonObject { ["response"] = Body(call, play, tokens, id, "completed") }
        );
    }
}
