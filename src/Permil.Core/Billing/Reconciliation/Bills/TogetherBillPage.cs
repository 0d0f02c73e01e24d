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

        foreach (var (window, windowIndex) in page.GetProperty("data").EnumerateArray().Select(Indexed))
        {
            var place = $"{where}, data[{windowIndex}]";
            var start = Required(window.Time("start_time") ?? window.Time("date"), $"{place}.start_time");
            var windowEnd = window.Time("end_time") ?? start.AddDays(1);
            if (!window.TryArray("line_items", out var items))
            {
                throw new UsageFormatException($"{place}.line_items: missing, allowed: a list");
            }

            foreach (var (item, index) in items.EnumerateArray().Select(Indexed))
            {
                bill.Add(LineOf(item, start, windowEnd, $"{place}.line_items[{index}]"));
            }
        }
    }

    private static BillLine LineOf(JsonElement item, DateTimeOffset start, DateTimeOffset end, string place)
    {
        item.TryObject("pricing_dimensions", out var dimensions);
        item.TryObject("attributes", out var attributes);
        var product = item.Text("product_name") ?? throw new UsageFormatException($"{place}.product_name: missing");
        return new BillLine
        {
            Where = place,
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

    private static (JsonElement Element, string Index) Indexed(JsonElement element, int index) =>
        (element, index.ToString(CultureInfo.InvariantCulture));
}
