using System.Globalization;
using Permil.Rating;
using Permil.Rating.Bulk;

namespace Permil.Storage.DuckDb;

/// <summary>All of a summary that does not depend on how often events came.</summary>
internal static class SummaryText
{
    public static string Of(RatingSummary summary) =>
        string.Create(CultureInfo.InvariantCulture, $"failed {summary.Failed}\n{RatingText.Of(summary)}");
}
