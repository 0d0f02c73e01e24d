using System.Globalization;
using System.Text.Json.Nodes;

namespace Permil.Billing;

/// <summary>A document as the program prints it.</summary>
/// <param name="Corrects">Of a note: the invoice whose month it prices anew.</param>
internal sealed record WorkedInvoice(
    string Number,
    string Kind,
    string? Corrects,
    IReadOnlyList<WorkedLine> Lines,
    decimal Total
)
{
    private static readonly Dictionary<string, string> ShortMeters = new(StringComparer.Ordinal)
    {
        ["input_tokens"] = "input",
        ["output_tokens"] = "output",
        ["gpu_cluster_hours"] = "hours",
        ["dedicated_endpoint_hours"] = "hours",
    };

    public static WorkedInvoice Of(JsonNode json) =>
        new(
            json.Text("number")!,
            json.Text("kind")!,
            json.Text("corrects"),
            [.. json["lines"]!.AsArray().Select(line => LineOf(line!))],
            Amount(json, "total")
        );

    private static WorkedLine LineOf(JsonNode line) =>
        new(
            line.Text("period")!,
            line["correction"]!.GetValue<bool>(),
            line.Text("commitment") ?? (line.Text("rule") == "rounding" ? "rounding" : line.Text("category")!),
            line.Text("subAccount") ?? "",
            WhatOf(line),
            line.Text("meter") is { } meter ? $"{line.Text("mode")} {ShortMeters[meter]}" : "",
            Amount(line, "pricingQuantity"),
            Amount(line, "contractedUnitPrice"),
            Amount(line, "listCost"),
            Amount(line, "contractedCost"),
            Amount(line, "effectiveCost"),
            Amount(line, "billedCost")
        );

    private static string WhatOf(JsonNode line) =>
        line.Text("rule") is { } rule
            ? rule == "rounding"
                ? ""
                : rule
            : line.Text("credit") ?? line.Text("model")!.Split('/')[^1];

    /// <summary>0 where there is none.</summary>
    internal static decimal Amount(JsonNode json, string field) =>
        json.Text(field) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : 0;
}
