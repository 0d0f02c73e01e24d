using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>Reads pages of Together's billing usage (<c>GET /billing/usage</c>): what the provider counted and charged.</summary>
internal sealed class TogetherBillingReader : IPageReader
{
    public string Format => "together-billing";

    public bool Recognises(JsonElement record) => record.Has("billing_period") && record.TryArray("data", out _);

    public void Read(JsonElement record, RecordContext context, ICollection<UsageEvent> events) =>
        BucketPages.ReadAll(this, record, context, events);

    public IEnumerable<PageItem> ItemsOf(JsonElement page) => BucketPages.ItemsOf(page, "line_items");

    public void ReadItem(PageItem item, RecordContext context, ICollection<UsageEvent> events)
    {
        var line = item.Record;
        var product = line.Text("product_name") ?? throw new UsageFormatException("product_name: missing");
        var draft = new EventDraft(context, "together-billing")
        {
            Id = IdOf(item, product),
            Time = item.Owner.Time("start_time") ?? item.Owner.Time("date"),
            Provider = "together",
            Account = item.Page.Text("organization_id"),
            ReportedCost = line.Money("cost"),
            ReportedCurrency = item.Page.Text("currency"),
        };
        if (line.TryObject("attributes", out var attributes))
        {
            draft.SubAccount = attributes.TextOrNothing("project_id");
            draft.Tag("api_key_id", attributes.TextOrNothing("api_key_id"));
            draft.Tag("cluster_id", attributes.TextOrNothing("cluster_id"));
        }

        if (line.TryObject("pricing_dimensions", out var dimensions))
        {
            draft.Model = dimensions.TextOrNothing("model");
            if (dimensions.TextOrNothing("gpu_type") is { } gpu)
            {
                draft.Note(Attribute.Gpu, GpuClass.Of(gpu));
            }
        }

        BilledProduct.AddTo(draft, product, line.Amount("quantity"));
        events.Add(draft.Build());
    }

    /// <summary>
    /// A line has no name of its own: its window, product and dimensions name it. The same ones can repeat within a
    /// window, so they are numbered in their order.
    /// </summary>
    private static string IdOf(PageItem item, string product)
    {
        var repeats = 0;
        if (item.Owner.TryArray("line_items", out var lines))
        {
            for (var index = 0; index < item.Index; index++)
            {
                repeats += IsSameLine(lines[index], item.Record) ? 1 : 0;
            }
        }

        var start = item.Owner.Text("start_time") ?? item.Owner.Text("date");
        var id =
            $"{item.Page.Text("organization_id")}:{start}:{product}:{Parts(item.Record, "pricing_dimensions")}:{Parts(item.Record, "attributes")}";
        return repeats == 0 ? id : $"{id}:{repeats + 1}";
    }

    private static bool IsSameLine(JsonElement one, JsonElement other) =>
        one.ValueKind == JsonValueKind.Object
        && string.Equals(
            one.TextOrNothing("product_name"),
            other.TextOrNothing("product_name"),
            StringComparison.Ordinal
        )
        && string.Equals(Parts(one, "pricing_dimensions"), Parts(other, "pricing_dimensions"), StringComparison.Ordinal)
        && string.Equals(Parts(one, "attributes"), Parts(other, "attributes"), StringComparison.Ordinal);

    private static string Parts(JsonElement line, string name)
    {
        if (!line.TryObject(name, out var parts))
        {
            return "";
        }

        var texts = new List<string>();
        foreach (var part in parts.EnumerateObject())
        {
            texts.Add($"{part.Name}={part.Value}");
        }

        texts.Sort(StringComparer.Ordinal);
        return string.Join(',', texts);
    }
}
