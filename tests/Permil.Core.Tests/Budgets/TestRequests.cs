using System.Text;
using System.Text.Json;
using Permil.Usage.Metering;

namespace Permil.Budgets;

/// <summary>Requests read from bodies as callers send them: what metering does not keep, no bound can know.</summary>
internal static class TestRequests
{
    public static CallRequest Read(CallKind kind, string body) => CallRequest.Read(kind, Encoding.UTF8.GetBytes(body));

    /// <summary>A request of a kind with so many characters of text.</summary>
    /// <param name="kind">What it asks for.</param>
    /// <param name="model">The model.</param>
    /// <param name="characters">The text's length.</param>
    /// <param name="most">Output tokens it allows; <see langword="null"/>: it does not say.</param>
    /// <param name="choices">How many answers it asks for.</param>
    /// <param name="isText">Whether there is nothing but text in it.</param>
    /// <param name="more">Members beside these.</param>
    public static CallRequest Request(
        CallKind kind,
        string model,
        int characters,
        long? most = null,
        long choices = 1,
        bool isText = true,
        string more = ""
    )
    {
        if (kind is CallKind.Transcription)
        {
            return CallRequest.OfForm(kind, model, characters);
        }

        var text = JsonSerializer.Serialize(new string('x', characters));
        var body = new StringBuilder().Append($$"""{"model":{{JsonSerializer.Serialize(model)}}""");
        body.Append(
            kind switch
            {
                CallKind.ChatCompletion or CallKind.Message => $$""","messages":[{"role":"user","content":{{text}}}]""",
                CallKind.Response or CallKind.Embedding or CallKind.Speech => $""","input":{text}""",
                CallKind.Completion or CallKind.Image or CallKind.Video => $""","prompt":{text}""",
                CallKind.Rerank => $""","query":{text}""",
                _ => "",
            }
        );
        var limit = kind == CallKind.Response ? "max_output_tokens" : "max_tokens";
        body.Append(most is null ? "" : $""","{limit}":{most}""");
        body.Append(choices == 1 ? "" : $""","n":{choices}""");
        body.Append(isText ? "" : ""","image_url":"https://x" """);
        body.Append(more.Length == 0 ? "" : "," + more);
        return Read(kind, body.Append('}').ToString());
    }
}
