using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads pages of OpenAI's organization costs: what was charged a day, by line item.</summary>
internal sealed class OpenAiOrgCostsReader : IPageReader
{
    public string Format => "openai-costs";

    public bool Recognises(JsonElement record) =>
        record.TextIs("object", "page") && (BucketPages.FirstResultStartsWith(record, "organization.costs.") ?? false);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events) =>
        BucketPages.ReadAll(this, record, context, events);

    public IEnumerable<PageItem> ItemsOf(JsonElement page) => BucketPages.ItemsOf(page, "results");

    public void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events)
    {
        var result = item.Record;
        if (!result.TryObject("amount", out var amount))
        {
            throw new UsageFormatException("amount: missing, allowed: an object with value and currency");
        }

        var line = result.Text("line_item");
        var draft = new EventDraft(context, "openai-costs")
        {
            Id = OpenAiBuckets.IdOf(item, "organization.costs", ["line_item", "project_id", "api_key_id"]),
            Time = item.Owner.Time("start_time"),
            Provider = "openai",
            SubAccount = result.Text("project_id"),
            ReportedCost = amount.Money("value", "amount."),
            ReportedCurrency = amount.Text("currency", "amount."),
        };
        draft.Tag("api_key_id", result.Text("api_key_id"));
        draft.Tag("line_item", line);
        AddUsage(result, line ?? "", draft);
        events.Add(draft.Build());
    }

    /// <summary>Line items are display names such as <c>gpt-5.4-mini, input</c>.</summary>
    private static void AddUsage(JsonElement result, string line, EventDraft draft)
    {
        var comma = line.LastIndexOf(", ", StringComparison.Ordinal);
        var meter = (comma < 0 ? "" : line[(comma + 2)..].ToLowerInvariant()) switch
        {
            "input" => Meters.InputTokens,
            "cached input" => Meters.CachedInputTokens,
            "output" => Meters.OutputTokens,
            _ => null,
        };
        if (meter is null || result.Count("quantity") is not { } quantity)
        {
            draft.UnsettledReason = "the line item gives a cost without a quantity of a known meter";
            return;
        }

        draft.Model = line[..comma];
        draft.Add(meter, quantity);
    }
}
