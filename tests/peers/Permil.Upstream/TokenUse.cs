using System.Text.Json;
using System.Text.Json.Nodes;

namespace Permil.Upstream;

/// <summary>The tokens of one answer.</summary>
/// <param name="Input">Of the prompt, cached ones included.</param>
/// <param name="Cached">Of those, read from the cache.</param>
/// <param name="OutputOfEach">Of each choice.</param>
/// <param name="Choices">How many choices.</param>
public sealed record TokenUse(long Input, long Cached, long OutputOfEach, long Choices)
{
    /// <summary>What is answered when a request sets no limit.</summary>
    private const long DefaultOutput = 64;

    public long Output => OutputOfEach * Choices;

    public static TokenUse Of(ReceivedCall call, Play play, Chance chance)
    {
        var choices = call.Number("n") ?? 1;
        if (play.Tokens is { } told)
        {
            return new(told.Input, told.Cached, told.Output, choices);
        }

        var most =
            call.Number("max_completion_tokens") ?? call.Number("max_output_tokens") ?? call.Number("max_tokens");
        var input = 1 + (TextLength(call.Json) / 4);
        return new(input, input / 3, chance.UpTo(most ?? DefaultOutput), choices);
    }

    /// <summary>Quantities by meter: the parts are disjoint.</summary>
    public Dictionary<string, decimal> ByMeter(bool isCacheKnown)
    {
        var cached = isCacheKnown ? Cached : 0;
        var used = new Dictionary<string, decimal>(StringComparer.Ordinal)
        {
            ["input_tokens"] = Input - cached,
            ["output_tokens"] = Output,
        };
        if (cached > 0)
        {
            used["cached_input_tokens"] = cached;
        }

        return used;
    }

    /// <summary>The usage of a chat, in one of the ways in which providers write it.</summary>
    public JsonObject AsChat(Play play)
    {
        var reasoning = play.Reasons ? Output / 2 : 0;
        var usage = new JsonObject
        {
            ["prompt_tokens"] = Input,
            ["completion_tokens"] = Output,
            ["total_tokens"] = Input + Output,
        };
        if (play.Usage is "flat" or "both")
        {
            usage["cached_tokens"] = Cached;
            usage["reasoning_tokens"] = reasoning;
        }

        if (play.Usage is "nested" or "both")
        {
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = Cached, ["audio_tokens"] = 0 };
            usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning };
        }

        return usage;
    }

    /// <summary>The characters of all texts in a request.</summary>
    private static long TextLength(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.Sum(field => field.Key == "metadata" ? 0 : TextLength(field.Value)),
            JsonArray items => items.Sum(TextLength),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>().Length,
            _ => 0,
        };
}
