using System.Text;
using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>Pictures and sound. What they cost stands in the request, not in the answer.</summary>
internal static class MediaAnswers
{
    private const decimal Million = 1_000_000;
    private const decimal HeardSeconds = 213.5m;

    public static Answer Images(ReceivedCall call, Play play, string id)
    {
        var images = call.Number("n") ?? 1;
        var width = call.Number("width") ?? 1024;
        var height = call.Number("height") ?? 1024;
        var isBase64 = call.Text("response_format") is "base64" or "b64_json";
        var body = new JsonObject
        {
            ["id"] = id,
            ["model"] = call.Model,
            ["object"] = "list",
            ["created"] = Clock.UnixSeconds,
            ["data"] = new JsonArray([
                .. Enumerable
                    .Range(0, (int)images)
                    .Select(i =>
                        isBase64
                            ? new JsonObject
                            {
                                ["index"] = i,
                                ["type"] = "b64_json",
                                ["b64_json"] = Convert.ToBase64String(Noise(play.Size, i)),
                            }
                            : new JsonObject
                            {
                                ["index"] = i,
                                ["type"] = "url",
                                ["url"] = $"https://pictures.invalid/{id}/{i}",
                            }
                    ),
            ]),
        };
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["width"] = $"{width}",
            ["height"] = $"{height}",
        };
        if (call.Number("steps") is { } steps)
        {
            attributes["steps"] = $"{steps}";
        }

        return Answer.Json(body) with
        {
            Id = id,
            Usage = new Dictionary<string, decimal>(StringComparer.Ordinal)
            {
                ["image_generations"] = images,
                ["image_megapixels"] = width * height / Million * images,
            },
            Attributes = attributes,
            TellsUsage = true,
        };
    }

    public static Answer Speech(ReceivedCall call, Play play)
    {
        var characters = (call.Text("input") ?? "").EnumerateRunes().Count();
        var sound = Noise(play.Size, 0);
        var isEvents = call.IsStream || call.Text("stream_format") == "sse";
        var answer = isEvents
            ? Answer.Stream([
                Text.Event(
                    new
                    {
                        @object = "audio.tts.chunk",
                        model = call.Model,
                        b64 = Convert.ToBase64String(sound.AsSpan(0, sound.Length / 2)),
                    }
                ),
                Text.Event(
                    new
                    {
                        @object = "audio.tts.chunk",
                        model = call.Model,
                        b64 = Convert.ToBase64String(sound.AsSpan(sound.Length / 2)),
                    }
                ),
                Text.Done,
            ])
            : new Answer { ContentType = "audio/mpeg", Pieces = [sound] };
        return answer with
        {
            Usage = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["audio_characters"] = characters },
            TellsUsage = true,
        };
    }

    /// <summary>Only the verbose form says how long the sound is.</summary>
    public static Answer Transcription(ReceivedCall call)
    {
        var format = call.Text("response_format") ?? "json";
        var isVerbose = format == "verbose_json";
        const string Said = "Hallo, Welt! 👋";
        var answer = format switch
        {
            "text" => new Answer { ContentType = "text/plain; charset=utf-8", Pieces = [Encoding.UTF8.GetBytes(Said)] },
            "verbose_json" => Answer.Json(
                new JsonObject
                {
                    ["task"] = call.Path.EndsWith("translations", StringComparison.Ordinal)
                        ? "translate"
                        : "transcribe",
                    ["language"] = "german",
                    ["duration"] = HeardSeconds,
                    ["text"] = Said,
                    ["segments"] = new JsonArray(),
                }
            ),
            _ => Answer.Json(new JsonObject { ["text"] = Said }),
        };
        return answer with
        {
            Usage = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["audio_seconds"] = HeardSeconds },
            TellsUsage = isVerbose,
        };
    }

    /// <summary>Bytes that no text holds and no compression shortens.</summary>
    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
