using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads error answers, alone or with the status they came with: a call that failed and bills nothing.</summary>
internal sealed class ErrorReader : IRecordReader
{
    public string Format => "error";

    public bool Recognises(JsonElement record) =>
        IsError(record) || (record.Has("status") && record.TryObject("body", out var body) && IsError(body));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var body = record.TryObject("body", out var nested) ? nested : record;
        var draft = new EventDraft(context, OpenAiChatReader.Source)
        {
            Id = body.Text("id") ?? body.TextOrNothing("request_id"),
            Model = body.TextOrNothing("model"),
        };
        if (body.TryObject("error", out var error))
        {
            draft.Note("error", error.TextOrNothing("type") ?? error.TextOrNothing("code"));
        }

        draft.BillsNothing(Attribute.Failed);
        events.Add(draft.Build());
    }

    private static bool IsError(JsonElement body) =>
        body.TryField("error", out var error)
        && (
            error.ValueKind == JsonValueKind.Object && (error.Has("message") || error.Has("type") || error.Has("code"))
            || error.ValueKind == JsonValueKind.String && IsShort(body)
        )
        && !body.Has("usage")
        && !body.Has("choices");

    /// <summary>Batch endpoints answer with nothing but a text in <c>error</c>.</summary>
    private static bool IsShort(JsonElement body)
    {
        var members = 0;
        foreach (var _ in body.EnumerateObject())
        {
            members++;
        }

        return members <= 2;
    }
}
