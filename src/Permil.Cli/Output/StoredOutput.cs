using System.Globalization;
using System.Text.Json;
using Permil.Json;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;

namespace Permil.Cli.Output;

/// <summary>Says what became of usage that was put into the store, and what the new part of it costs.</summary>
internal static class StoredOutput
{
    public static Rows RowsOf(ImportSummary summary, RatingSummary rated)
    {
        var rows = new Rows(
            new("result", ""),
            new("count", "events", IsNumber: true),
            new("meaning", "", CanWrap: true)
        );
        Add("new", summary.New, "stored");
        Add("duplicates", summary.Duplicates, "known, and the same: left out");
        Add(
            "conflicts",
            summary.Conflicts,
            summary.Conflicts == 0
                ? "known under the same id, but not the same: kept aside"
                : $"known under the same id, but not the same: kept aside, {summary.NewConflicts} for the first time"
        );
        Add("unsettled", rated.Unsettled, "of the new: what they used is not known");
        Add("unpriced", rated.Unpriced, "of the new: some of what they used has no price");
        Add("failed", rated.Failed, "of the new: failed calls, nothing billed");
        Add("rejected", summary.Rejected, "lines or records that cannot be read");
        return rows;

        void Add(string result, long count, string meaning) =>
            rows.Add(result, count.ToString(CultureInfo.InvariantCulture), meaning);
    }

    /// <summary>The list cost of what is new, and what is not in it.</summary>
    public static void PrintCost(ImportSummary summary, RatingSummary rated, TextWriter writer)
    {
        if (summary.New > 0)
        {
            writer.WriteLine(
                $"List cost of what is new: {Rows.Grouped(DecimalText.Of(rated.ListCost))} {rated.Currency}"
            );
        }

        RatingFindings.PrintUncosted(rated, writer);
    }

    public static void WriteStored(this Utf8JsonWriter json, ImportSummary summary, RatingSummary rated)
    {
        json.WriteCounts(summary);
        json.WriteNumber("unsettled", rated.Unsettled);
        json.WriteNumber("unpriced", rated.Unpriced);
        json.WriteNumber("failed", rated.Failed);
        json.WriteNumber("rejected", summary.Rejected);
    }

    public static void WriteCounts(this Utf8JsonWriter json, ImportSummary summary)
    {
        json.WriteNumber("new", summary.New);
        json.WriteNumber("duplicates", summary.Duplicates);
        json.WriteNumber("conflicts", summary.Conflicts);
        json.WriteNumber("newConflicts", summary.NewConflicts);
    }

    public static void WriteCost(this Utf8JsonWriter json, RatingSummary rated)
    {
        json.WriteString("currency", rated.Currency);
        json.WriteAmount("listCost", rated.ListCost);
        RatingJson.WriteFindings(json, rated);
    }
}
