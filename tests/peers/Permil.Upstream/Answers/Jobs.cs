using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Permil.Upstream.Answers;

/// <summary>What stays at the provider between calls: files, batches, videos, fine-tuning jobs.</summary>
internal sealed class Jobs(int seed)
{
    private readonly ConcurrentDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _batches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _videos = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _looks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _billed = new(StringComparer.Ordinal);

    private sealed record StoredFile(string Name, string Purpose, byte[] Content, IReadOnlyList<Answer> Parts);

    public Answer Files(ReceivedCall call, string id)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (call.Method == "POST")
        {
            var file = new StoredFile(call.FileName ?? "file", call.Text("purpose") ?? "", call.File ?? [], []);
            _files[$"file-{id}"] = file;
            return Answer.Json(Shown($"file-{id}", file));
        }

        if (parts.Length == 1)
        {
            var all = _files
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => Shown(file.Key, file.Value));
            return Answer.Json(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. all]) });
        }

        if (!_files.TryGetValue(parts[1], out var stored))
        {
            return NotFound(parts[1]);
        }

        if (call.Method == "DELETE")
        {
            _files.TryRemove(parts[1], out _);
            return Answer.Json(
                new JsonObject
                {
                    ["id"] = parts[1],
                    ["object"] = "file",
                    ["deleted"] = true,
                }
            );
        }

        return parts.Length == 3
            ? new Answer
            {
                ContentType = "application/octet-stream",
                Pieces = [stored.Content],
                Parts = _billed.TryAdd(parts[1], value: true) ? stored.Parts : [],
            }
            : Answer.Json(Shown(parts[1], stored));
    }

    /// <summary>A batch is done at the second look. Its calls are billed once, when the output is first fetched.</summary>
    public Answer Batches(ReceivedCall call, Play play, string id)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isTogether = call.Provider == "together";
        if (call.Method == "POST" && parts.Length == 1)
        {
            var input = call.Text("input_file_id") ?? "";
            if (!_files.TryGetValue(input, out var file))
            {
                return Answer.Json(new JsonObject { ["error"] = "invalid input file" }, 400);
            }

            _batches[$"batch-{id}"] = new JsonObject
            {
                ["id"] = $"batch-{id}",
                ["object"] = "batch",
                ["input_file_id"] = input,
                ["endpoint"] = call.Text("endpoint"),
                ["completion_window"] = "24h",
                ["created_at"] = isTogether ? $"{Clock.Now:o}" : Clock.UnixSeconds,
                ["status"] = isTogether ? "VALIDATING" : "validating",
                ["progress"] = 0,
                ["file_size_bytes"] = file.Content.Length,
            };
            var begun = _batches[$"batch-{id}"].DeepClone();
            return Answer.Json(isTogether ? new JsonObject { ["job"] = begun, ["warning"] = "" } : begun);
        }

        if (parts.Length < 2 || !_batches.TryGetValue(parts[1], out var batch))
        {
            return parts.Length < 2
                ? Answer.Json(new JsonArray([.. _batches.Values.Select(one => one.DeepClone())]))
                : NotFound(parts[1]);
        }

        lock (batch)
        {
            if (_looks.AddOrUpdate(parts[1], 1, (_, looks) => looks + 1) == 2)
            {
                Complete(batch, isTogether, play);
            }

            return Answer.Json(batch.DeepClone());
        }
    }

    public Answer Videos(ReceivedCall call, string id)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (call.Method == "POST")
        {
            var seconds = call.Text("seconds") ?? $"{call.Number("seconds") ?? 10}";
            var begun = new JsonObject
            {
                ["id"] = $"video-{id}",
                ["object"] = "video",
                ["model"] = call.Model,
                ["status"] = "in_progress",
                ["created_at"] = Clock.UnixSeconds,
                ["size"] = call.Text("size") ?? "1366x768",
                ["seconds"] = seconds,
            };
            _videos[$"video-{id}"] = begun;
            return Answer.Json(begun.DeepClone());
        }

        if (parts.Length < 2 || !_videos.TryGetValue(parts[1], out var video))
        {
            return NotFound(parts.Length < 2 ? "" : parts[1]);
        }

        lock (video)
        {
            if (_looks.AddOrUpdate(parts[1], 1, (_, looks) => looks + 1) < 2)
            {
                return Answer.Json(video.DeepClone());
            }

            video["status"] = "completed";
            video["completed_at"] = Clock.UnixSeconds;
            video["outputs"] = new JsonObject { ["cost"] = 0.49m, ["video_url"] = "https://pictures.invalid/film.mp4" };
            var answer = Answer.Json(video.DeepClone());
            return _billed.TryAdd(parts[1], value: true)
                ? answer with
                {
                    Id = parts[1],
                    Model = video["model"]!.GetValue<string>(),
                    Usage = new Dictionary<string, decimal>(StringComparer.Ordinal)
                    {
                        ["video_generations"] = 1,
                        ["video_seconds"] = decimal.Parse(video["seconds"]!.GetValue<string>()),
                    },
                    Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["resolution"] = "768p",
                        ["seconds"] = video["seconds"]!.GetValue<string>(),
                    },
                    TellsUsage = true,
                }
                : answer;
        }
    }

    private void Complete(JsonObject batch, bool isTogether, Play play)
    {
        var lines = new StringBuilder();
        var answers = new List<Answer>();
        var input = _files[batch["input_file_id"]!.GetValue<string>()].Content;
        foreach (
            var line in Encoding.UTF8.GetString(input).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse()
        )
        {
            var request = JsonNode.Parse(line)!;
            var body = request["body"]!.DeepClone().AsObject();
            var call = new ReceivedCall
            {
                Method = "POST",
                Path = "/chat/completions",
                Provider = "",
                Body = [],
                Headers = new Dictionary<string, string>(StringComparer.Ordinal),
                Json = body,
            };
            var tokens = TokenUse.Of(call, play, new Chance(seed, Encoding.UTF8.GetBytes(line)));
            var custom = request["custom_id"]!.GetValue<string>();
            var id = $"{batch["id"]}-{custom}";
            lines
                .Append(
                    new JsonObject
                    {
                        ["id"] = $"line-{id}",
                        ["custom_id"] = custom,
                        ["response"] = new JsonObject
                        {
                            ["status_code"] = 200,
                            ["request_id"] = id,
                            ["body"] = ChatAnswers.Body(call, play, tokens, id),
                        },
                        ["error"] = null,
                    }.ToJsonString(Text.Json)
                )
                .Append('\n');
            answers.Add(
                new Answer
                {
                    Pieces = [],
                    Id = id,
                    Model = call.Model,
                    Mode = "batch",
                    Usage = tokens.ByMeter(play.Usage is not ("minimal" or "none")),
                    TellsUsage = true,
                }
            );
        }

        var output = $"file-output-{batch["id"]}";
        _files[output] = new StoredFile("output.jsonl", "batch-output", Encoding.UTF8.GetBytes($"{lines}"), answers);
        batch["status"] = isTogether ? "COMPLETED" : "completed";
        batch["progress"] = 100;
        batch["output_file_id"] = output;
        batch["completed_at"] = isTogether ? $"{Clock.Now:o}" : Clock.UnixSeconds;
    }

    private static JsonObject Shown(string id, StoredFile file) =>
        new()
        {
            ["id"] = id,
            ["object"] = "file",
            ["created_at"] = Clock.UnixSeconds,
            ["filename"] = file.Name,
            ["bytes"] = file.Content.Length,
            ["purpose"] = file.Purpose,
            ["FileType"] = "jsonl",
            ["Processed"] = true,
        };

    public static Answer NotFound(string what) =>
        Answer.Error(404, $"'{what}' was not found", "invalid_request_error", "not_found");
}
