using System.Globalization;
using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>
/// Reads a page of OpenAI's organization costs. Amounts are JSON numbers: their digits are read as they stand, and taken
/// for binary fractions where there are more of them than such a fraction keeps.
/// </summary>
internal static class OpenAiCostsPage
{
    public static void Read(JsonElement page, string where, BillReader bill)
    {
        bill.TakeProvider("openai");
        foreach (var (bucketIndex, bucket) in page.GetProperty("data").EnumerateArray().Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"data[{bucketIndex}]");
            var start =
                bucket.Time("start_time", $"{place}.")
                ?? throw new UsageFormatException($"{place}.start_time: missing");
            var end = bucket.Time("end_time", $"{place}.") ?? start.AddDays(1);
            if (!bucket.TryArray("results", out var results))
            {
                throw new UsageFormatException($"{place}.results: missing, allowed: a list");
            }

            foreach (var (index, result) in results.EnumerateArray().Index())
            {
                var resultPlace = string.Create(CultureInfo.InvariantCulture, $"{place}.results[{index}]");
                bill.Add(LineOf(result, start, end, where, resultPlace, bill));
            }
        }
    }

    private static BillLine LineOf(
        JsonElement result,
        DateTimeOffset start,
        DateTimeOffset end,
        string where,
        string place,
        BillReader bill
    )
    {
        if (!result.TryObject("amount", out var amount) || amount.Text("value") is not { } value)
        {
            throw new UsageFormatException(
                $"{place}.amount: missing, allowed: an object with value and currency; other pages than those of costs are no bill"
            );
        }

        bill.TakeCurrency(amount.Text("currency"));
        var item = result.Text("line_item");
        var comma = item?.LastIndexOf(", ", StringComparison.Ordinal) ?? -1;
        return new BillLine
        {
            Where = $"{where}, {place}",
            Start = start,
            End = end,
            Product = item is null ? "costs that are not split by line item" : item[(comma < 0 ? 0 : comma + 2)..],
            Model = comma < 0 ? "" : item![..comma],
            Quantity = result.Text("quantity") is { } quantity
                ? BilledNumber.Parse($"{place}.quantity", quantity, isBinary: true)
                : null,
            Cost = BilledNumber.Parse($"{place}.amount.value", value, isBinary: true),
            Key = result.Text("api_key_id"),
            Project = result.Text("project_id"),
        };
    }
}
