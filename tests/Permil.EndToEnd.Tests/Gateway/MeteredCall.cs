using System.Globalization;
using System.Text.Json.Nodes;

namespace Permil.Gateway;

/// <summary>What one call used and cost: the same in a report and in a rated ledger.</summary>
/// <param name="Events">How many events it left.</param>
/// <param name="Quantities">By meter, as JSON in the order of the names.</param>
/// <param name="ListCost">As text, exact; empty when nothing of it is known.</param>
internal sealed record MeteredCall(long Events, string Quantities, string ListCost)
{
    public bool HasUsage => Quantities.Length > 0;

    public static Dictionary<string, MeteredCall> Of(JsonObject answer, string key) =>
        answer["groups"]!
            .AsArray()
            .ToDictionary(
                group => group![key]?.GetValue<string>() ?? "",
                group => new MeteredCall(
                    group!["events"]!.GetValue<long>(),
                    string.Join(
                        ' ',
                        group["quantities"]!
                            .AsObject()
                            .Where(quantity => quantity.Value!.GetValue<string>() != "0")
                            .OrderBy(quantity => quantity.Key, StringComparer.Ordinal)
                            .Select(quantity => $"{quantity.Key}={quantity.Value}")
                    ),
                    group["listCost"]?.GetValue<string>() ?? ""
                ),
                StringComparer.Ordinal
            );

    public static decimal Amount(JsonNode? text) =>
        decimal.Parse(text!.GetValue<string>(), NumberStyles.Number, CultureInfo.InvariantCulture);
}
