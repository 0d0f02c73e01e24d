namespace Permil.Usage.Metering;

/// <summary>Tells what a call asks for by its method and path.</summary>
public static class CallKindOf
{
    /// <summary>The kind of a call.</summary>
    /// <param name="method">As HTTP writes it.</param>
    /// <param name="path">Without its query, unescaped.</param>
    /// <remarks>
    /// A slash too many or another case is the same call, since a provider may take it as that: no call is to slip by
    /// unmetered for how its path is written.
    /// </remarks>
    public static CallKind Request(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!string.Equals(method, "POST", StringComparison.OrdinalIgnoreCase))
        {
            return CallKind.Other;
        }

        Span<char> buffer = stackalloc char[MaxLength];
        return Normal(path, buffer) switch
        {
            "v1/chat/completions" => CallKind.ChatCompletion,
            "v1/completions" => CallKind.Completion,
            "v1/responses" => CallKind.Response,
            "v1/messages" => CallKind.Message,
            "v1/embeddings" => CallKind.Embedding,
            "v1/rerank" => CallKind.Rerank,
            "v1/images/generations" => CallKind.Image,
            "v1/audio/speech" => CallKind.Speech,
            "v1/audio/transcriptions" or "v1/audio/translations" => CallKind.Transcription,
            "v1/videos" => CallKind.Video,
            "v1/fine-tunes" or "v1/fine-tuning/jobs" or "v1/fine_tuning/jobs" => CallKind.FineTune,
            "v1/batches" => CallKind.Batch,
            _ => CallKind.Other,
        };
    }

    /// <summary>More than the longest path above.</summary>
    private const int MaxLength = 32;

    /// <summary>In lower case, without slashes at the ends and none twice; empty when too long to be any.</summary>
    private static ReadOnlySpan<char> Normal(string path, Span<char> buffer)
    {
        var length = 0;
        var isSlashDue = false;
        foreach (var character in path)
        {
            if (character == '/')
            {
                isSlashDue = length > 0;
                continue;
            }

            if (length + 2 > buffer.Length)
            {
                return [];
            }

            if (isSlashDue)
            {
                buffer[length++] = '/';
                isSlashDue = false;
            }

            buffer[length++] = char.ToLowerInvariant(character);
        }

        return buffer[..length];
    }
}
