namespace Permil.Upstream.Answers;

/// <summary>Which answer a path gets.</summary>
internal sealed class AnswerBook(UpstreamOptions options)
{
    private readonly Jobs _jobs = new(options.Seed);

    public Answer Find(ReceivedCall call, Play play, int number)
    {
        var chance = new Chance(options.Seed, call.Body);
        var id = $"up{number}";
        if (play.Fault == Fault.Status)
        {
            return Failure(play);
        }

        if (play.Sample is { } sample)
        {
            return Sample(sample);
        }

        return (call.Method, call.Path) switch
        {
            ("POST", "/chat/completions") => ChatAnswers.Of(call, play, chance, $"chatcmpl-{id}"),
            ("POST", "/completions") => CompletionAnswers.Of(call, play, chance, $"cmpl-{id}"),
            ("POST", "/responses") => ResponseAnswers.Of(call, play, chance, $"resp_{id}"),
            ("POST", "/messages") => MessageAnswers.Of(call, play, chance, $"msg_{id}"),
            ("POST", "/embeddings") => VectorAnswers.Embeddings(call, play, chance),
            ("POST", "/rerank") => VectorAnswers.Rerank(call, play, chance, $"rerank-{id}"),
            ("POST", "/images/generations") => MediaAnswers.Images(call, play, $"img-{id}"),
            ("POST", "/audio/speech") => MediaAnswers.Speech(call, play),
            ("POST", "/audio/transcriptions") or ("POST", "/audio/translations") => MediaAnswers.Transcription(call),
            ("GET", "/models") => ModelAnswers.Of(call),
            var (_, path) when IsUnder(path, "/files") => _jobs.Files(call, id),
            var (_, path) when IsUnder(path, "/batches") => _jobs.Batches(call, play, id),
            var (_, path) when IsUnder(path, "/videos") => _jobs.Videos(call, id),
            var (_, path) when IsUnder(path, "/fine-tunes") => FineTuneAnswers.Of(call, id),

            // Paths nobody knows are answered all the same: what is sent to them must get here.
            var (method, path) when IsUnder(path, "/echo") => Answer.Json(
                new
                {
                    method,
                    path,
                    bytes = call.Body.Length,
                }
            ),
            var (_, path) => Jobs.NotFound(path),
        };
    }

    private static bool IsUnder(string path, string folder) =>
        path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static Answer Failure(Play play) =>
        play.FaultNumber switch
        {
            401 => Answer.Error(401, "Invalid API key provided.", "invalid_request_error", "invalid_api_key"),
            429 => Answer.Error(429, "You have exceeded your dynamic rate for this model.", "dynamic_request_limited"),
            503 => Answer.Error(503, "The server is overloaded. Please try again later.", "service_unavailable"),
            var status => Answer.Error(status, "It did not work.", "server_error"),
        };

    private Answer Sample(string name)
    {
        var path = Path.Combine(options.Samples ?? "", Path.GetFileName(name));
        if (options.Samples is null || !File.Exists(path))
        {
            return Jobs.NotFound(name);
        }

        var bytes = File.ReadAllBytes(path);
        return name.EndsWith(".sse", StringComparison.Ordinal)
            ? Answer.Stream([bytes])
            : new Answer { Pieces = [bytes] };
    }
}
