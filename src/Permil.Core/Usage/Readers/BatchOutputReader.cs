using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Reads lines of batch output and error files: Together's, OpenAI's and Anthropic's. The call keeps the name of its
/// answer, so that the same call is not counted twice.
/// </summary>
internal sealed class BatchOutputReader(IReadOnlyList<IRecordReader> responses) : IRecordReader
{
    public string Format => "batch-output";

    public bool Recognises(JsonElement record) =>
        record.Has("custom_id")
        && (record.TryObject("response", out _) || record.Has("error") || record.TryObject("result", out _));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        if (!TryBody(record, out var body))
        {
            AddFailed(record, context, events);
            return;
        }

        foreach (var reader in responses)
        {
            if (reader.Recognises(body))
            {
                var read = new List<UsageEvent>(1);
                reader.Read(body, context, read);
                foreach (var one in read)
                {
                    var isNamed = !string.Equals(one.Id, context.DerivedId, StringComparison.Ordinal);
                    events.Add(one with { Mode = Mode.Batch, Id = isNamed ? one.Id : record.Text("id") ?? one.Id });
                }

                return;
            }
        }

        throw new UsageFormatException(
            $"response.body: found {JsonFields.Shown(body)} with {(body.ValueKind == JsonValueKind.Object ? JsonFields.KeysOf(body) : "no keys")}, "
                + "allowed: a completion, an embedding, a transcription or a message"
        );
    }

    private static bool TryBody(JsonElement record, out JsonElement body)
    {
        if (record.TryObject("result", out var result))
        {
            return result.TryObject("message", out body) && result.TextIs("type", "succeeded");
        }

        body = default;
        return record.TryObject("response", out var response)
            && response.TryField("body", out body)
            && !body.Has("error")
            && (response.Count("status_code", "response.") ?? 200) is >= 200 and < 300;
    }

    private static void AddFailed(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, OpenAiChatReader.Source) { Id = record.Text("id"), Mode = Mode.Batch };
        draft.Note(Attribute.CustomId, record.Text(Attribute.CustomId));
        draft.BillsNothing(Attribute.Failed);
        events.Add(draft.Build());
    }
}
