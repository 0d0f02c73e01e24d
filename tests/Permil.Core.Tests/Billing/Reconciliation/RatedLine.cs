using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>Stored usage of September 2026, at 07:00 of its day, at its list price.</summary>
internal static class RatedLine
{
    public static StoredLine Of(
        Rater rater,
        MonthLine line,
        string? key,
        decimal quantity,
        params (string Name, string Value)[] attributes
    )
    {
        var day = new DateOnly(2026, 9, line.Day);
        var used = TestBooks.Event(line.Model, new Measurement(line.Meter, quantity)) with
        {
            Time = new DateTimeOffset(day, new TimeOnly(7, 0), TimeSpan.Zero),
            Mode = line.Mode,
        };
        var rated = rater.Rate(used.With(attributes));
        var price = rated.Charges.SingleOrDefault()?.Price.Stated;
        return new StoredLine(day, line.Model, line.Mode, line.Meter, price, key, quantity, rated.ListCost, 1);
    }
}
