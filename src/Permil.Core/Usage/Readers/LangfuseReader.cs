using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads Langfuse observations: pages of its REST API and lines of its exports.</summary>
/// <remarks>
/// Generations and embeddings are calls; other observations hold no usage of their own. By convention the buckets of
/// <c>usage_details</c> do not overlap; where they do, their <c>total</c> shows it.
/// </remarks>
internal sealed class LangfuseReader : IPageReader
{
    public string Format => "langfuse";

    public bool Recognises(JsonElement record) =>
        IsObservation(record)
        || (
            record.TryArray("data", out var data)
            && record.TryObject("meta", out _)
            && (data.GetArrayLength() == 0 || (data.TryFirstObject(out var first) && IsObservation(first)))
        );

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events) =>
        BucketPages.ReadAll(this, record, context, events);

    public IEnumerable<PageItem> ItemsOf(JsonElement page)
    {
        if (IsObservation(page) || !page.TryArray("data", out var data))
        {
            yield return new PageItem(page, page, page, 0);
            yield break;
        }

        var index = 0;
        foreach (var observation in data.EnumerateArray())
        {
            yield return new PageItem(page, page, observation, index++);
        }
    }

    public void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events)
    {
        var record = item.Record;
        var type = record.Text("type");
        if (type is not ("GENERATION" or "EMBEDDING"))
        {
            return;
        }

        var draft = new EventDraft(context, Format)
        {
            Id = record.Text("id"),
            Time = record.Time("start_time") ?? record.Time("startTime"),
            Model = record.Text("provided_model_name") ?? record.Text("model"),
            Environment = record.TextOrNothing("environment"),
            ReportedCost =
                record.Money("total_cost") ?? record.Money("calculatedTotalCost") ?? record.Money("totalPrice"),
        };
        AddOwners(record, draft);
        if (LangfuseBuckets.TryOf(record, out var buckets))
        {
            buckets.AddTo(draft, isEmbedding: type is "EMBEDDING");
        }
        else if (record.TextIs("level", "ERROR"))
        {
            draft.BillsNothing(Attribute.Failed);
        }
        else
        {
            draft.UnsettledReason = "the observation has no usage";
        }

        events.Add(draft.Build());
    }

    private static void AddOwners(JsonElement record, EventDraft draft)
    {
        using var document = JsonInText.Open(record, "metadata", out var metadata);
        draft.Feature = metadata.TextOrNothing("feature");
        draft.SubAccount = metadata.TextOrNothing("tenant") ?? metadata.TextOrNothing("team");
        draft.Tag("user_id", record.TextOrNothing("user_id") ?? record.TextOrNothing("userId"));
        if (record.TryArray("tags", out var tags))
        {
            foreach (var tag in tags.EnumerateArray())
            {
                if (tag.ValueKind == JsonValueKind.String)
                {
                    TagText.AddTo(draft, tag.GetString() ?? "");
                }
            }
        }
    }

    private static bool IsObservation(JsonElement record) =>
        (record.Has("trace_id") || record.Has("traceId"))
        && record.HasText("type")
        && (record.Has("start_time") || record.Has("startTime"))
        && !record.Has("call_type");
}
