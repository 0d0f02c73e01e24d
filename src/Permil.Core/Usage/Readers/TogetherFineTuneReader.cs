using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads fine-tuning jobs of Together (<c>GET /fine-tunes/{id}</c>).</summary>
/// <remarks>
/// <c>token_count</c> is the whole job's (epochs and evaluations multiplied in); <c>total_price</c> is in nano-dollars.
/// </remarks>
internal sealed class TogetherFineTuneReader : IRecordReader
{
    private const decimal NanoDollarsPerDollar = 1_000_000_000;

    public string Format => "together-fine-tune";

    public bool Recognises(JsonElement record) =>
        record.Has("training_file") && record.Has("status") && (record.Has("training_type") || record.Has("n_epochs"));

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events)
    {
        var draft = new EventDraft(context, TogetherVideoReader.Source)
        {
            Id = record.Text("id"),
            Time = record.Time("started_at") ?? record.Time("created_at"),
            Provider = "together",
            Model = record.Text("model"),
            ReportedCost = record.Money("total_price") / NanoDollarsPerDollar,
        };
        if (record.TryObject("training_type", out var type))
        {
            draft.Note(Attribute.Method, type.Text("type", "training_type.")?.ToLowerInvariant());
        }

        draft.Note(
            Attribute.Objective,
            record.TryObject("training_method", out var method)
                ? method.Text("method", "training_method.")?.ToLowerInvariant()
                : "sft"
        );
        if (record.Count("param_count") is > 0 and { } parameters)
        {
            draft.Note(Attribute.Parameters, parameters);
        }

        AddTokens(record, draft);
        events.Add(draft.Build());
    }

    private static void AddTokens(JsonElement record, EventDraft draft)
    {
        var status = record.Text("status") ?? "unknown";
        var tokens = record.Count("token_count");
        if (status is "cancelled" && tokens is 0)
        {
            // Cancelled before it trained anything: only completed steps are paid.
            draft.BillsNothing(Attribute.Failed);
        }
        else if (status is not ("completed" or "cancelled"))
        {
            draft.UnsettledReason = $"the fine-tuning job is '{status}', not completed or cancelled";
        }
        else if (tokens is not > 0)
        {
            draft.UnsettledReason = "the fine-tuning job has no token_count";
        }
        else
        {
            draft.Add(Meters.FineTuningTokens, tokens.Value);
        }
    }
}
