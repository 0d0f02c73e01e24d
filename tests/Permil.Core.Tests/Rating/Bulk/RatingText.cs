using System.Globalization;
using System.Text;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>A summary as a text that two ways of rating must agree on to the last digit.</summary>
internal static class RatingText
{
    public static string Of(RatingSummary summary)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"events {summary.Events} duplicates {summary.Duplicates} unsettled {summary.Unsettled} rejected {summary.Rejected} unpriced {summary.Unpriced} cost {DecimalText.Of(summary.ListCost)} {summary.Currency}"
        );
        foreach (var group in summary.Groups)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"group {string.Join(" / ", group.Values.Select(value => value ?? "(none)"))}: {group.Events} events, {group.Unpriced} unpriced, {QuantitiesText(group.Quantities)}, cost {DecimalText.Of(group.ListCost)}"
            );
        }

        foreach (var group in summary.UnpricedGroups)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"unpriced '{group.Model}', {group.Reason}: {group.Events} events, {QuantitiesText(group.Quantities)}"
            );
        }

        foreach (var (reason, events) in summary.UnsettledReasons)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"unsettled {reason}: {events}");
        }

        foreach (var line in summary.RejectedLines)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"rejected {line.File}:{line.Line}: {line.Reason}");
        }

        return text.ToString();
    }

    private static string QuantitiesText(IReadOnlyList<Measurement> quantities) =>
        string.Join(", ", quantities.Select(quantity => $"{DecimalText.Of(quantity.Quantity)} {quantity.Meter.Name}"));
}
