using System.Globalization;
using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>Reads a page of Together's billing usage (<c>GET /v1/billing/usage</c>): windows of a day or an hour.</summary>
internal static class TogetherBillPage
{
    public static void Read(JsonElement page, string where, BillReader bill)
    {
        bill.TakeProvider("together");
        bill.TakeCurrency(page.Text("currency"));
        if (page.Time("latest_window_end") is { } end)
        {
            bill.TakeEnd(end);
        }

        foreach (var (windowIndex, window) in page.GetProperty("data").EnumerateArray().Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"data[{windowIndex}]");
            var start = Required(
                window.Time("start_time", $"{place}.") ?? window.Time("date", $"{place}."),
                $"{place}.start_time"
            );
            var windowEnd = window.Time("end_time", $"{place}.") ?? start.AddDays(1);
            if (!window.TryArray("line_items", out var items))
            {
                throw new UsageFormatException($"{place}.line_items: missing, allowed: a list");
            }

            foreach (var (index, item) in items.EnumerateArray().Index())
            {
                var itemPlace = string.Create(CultureInfo.InvariantCulture, $"{place}.line_items[{index}]");
                bill.Add(LineOf(item, start, windowEnd, where, itemPlace));
            }
        }
    }

    private static BillLine LineOf(
        JsonElement item,
        DateTimeOffset start,
        DateTimeOffset end,
        string where,
        string place
    )
    {
        item.TryObject("pricing_dimensions", out var dimensions);
        item.TryObject("attributes", out var attributes);
        var product = item.Text("product_name") ?? throw new UsageFormatException($"{place}.product_name: missing");
        return new BillLine
        {
            Where = $"{where}, {place}",
            Start = start,
            End = end,
            Product = product,
            Model = dimensions.Text("model") ?? "",
            Gpu = dimensions.Text("gpu_type"),
            Quantity = Number(item, "quantity", place),
            UnitPrice = Number(item, "unit_price", place),
            Cost = Required(Number(item, "cost", place), $"{place}.cost"),
            Key = attributes.Text("api_key_id"),
            Project = attributes.Text("project_id"),
        };
    }

    private static BilledNumber? Number(JsonElement item, string name, string place) =>
        item.Text(name) is { } text
            ? BilledNumber.Parse($"{place}.{name}", text, item.GetProperty(name).ValueKind == JsonValueKind.Number)
            : null;

    private static T Required<T>(T? value, string field)
        where T : struct => value ?? throw new UsageFormatException($"{field}: missing");
}
