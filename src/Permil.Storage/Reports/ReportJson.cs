using System.Text.Json;
using Permil.Billing.Showback;
using Permil.Json;
using Permil.Rating;

namespace Permil.Storage.Reports;

/// <summary>Writes a report as JSON: what every summary of usage says, and more.</summary>
public static class ReportJson
{
    /// <summary>Writes the fields of an object that has been begun.</summary>
    public static void Write(Utf8JsonWriter json, UsageReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        RatingJson.Write(json, report.Summary, more => WriteMore(more, report), new GroupFields(report).Write);
    }

    private static void WriteMore(Utf8JsonWriter json, UsageReport report)
    {
        WriteOtherCosts(json, report.Costs);
        json.WriteAmount("effectivePerMillionTokens", report.PerMillion);
        json.WriteAmount("effectivePerRequest", report.PerRequest);
        json.WriteNumber("conflicts", report.Conflicts);
        json.WriteTime("from", report.From);
        json.WriteTime("to", report.To);
        json.WriteTime("firstUsage", report.Stored?.First);
        json.WriteTime("lastUsage", report.Stored?.Last);
        WriteBilled(json, report.Billed);
        if (report is not { Comparison: { } comparison, Previous: { } previous })
        {
            return;
        }

        var before = comparison.Before;
        json.WriteStartObject("previous");
        json.WriteTime("from", previous.From);
        json.WriteTime("to", previous.To);
        json.WriteNumber("events", before.Events);
        json.WriteNumber("unsettled", before.Unsettled);
        json.WriteNumber("unpriced", before.Unpriced);
        json.WriteAmount("listCost", before.ListCost);
        WriteOtherCosts(json, report.PreviousCosts);
        WriteBilled(json, report.PreviousBilled);
        json.WriteEndObject();
        json.WriteDifference(comparison.Difference, before.ListCost);
    }

    private static void WriteOtherCosts(Utf8JsonWriter json, ShowbackCosts? costs) =>
        json.WriteOtherCosts(costs?.ContractedCost, costs?.EffectiveCost, costs?.BilledCost);

    /// <summary>What only bills tell.</summary>
    private static void WriteBilled(Utf8JsonWriter json, BilledCosts? billed)
    {
        if (billed is null)
        {
            return;
        }

        if (billed.UnknownBecause is { } reason)
        {
            json.WriteString("costsUnknown", reason);
            return;
        }

        json.WriteStartArray("besideUsage");
        foreach (var (what, costs) in billed.BesideUsage)
        {
            json.WriteStartObject();
            json.WriteString("what", what);
            json.WriteAmount("listCost", costs.ListCost);
            WriteOtherCosts(json, costs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a report says of each group beside its list cost.</summary>
    private sealed class GroupFields(UsageReport report)
    {
        private readonly IReadOnlyDictionary<UsageGroup, ComparedGroup>? _compared = report.ComparedGroups();

        public void Write(Utf8JsonWriter json, UsageGroup group)
        {
            WriteOtherCosts(json, report.CostsOf(group));
            json.WriteAmount("share", report.ShareOf(group));
            json.WriteAmount("effectivePerMillionTokens", report.PerMillionOf(group));
            json.WriteAmount("effectivePerRequest", report.PerRequestOf(group));
            if (_compared is null)
            {
                return;
            }

            var compared = _compared[group];
            json.WriteSide(
                "previous",
                compared.Before,
                side => WriteOtherCosts(side, report.PreviousCostsOf(compared.Before))
            );
            json.WriteDifference(compared.Difference, compared.Before.ListCost);
            json.WriteString("change", compared.Change);
        }
    }
}
