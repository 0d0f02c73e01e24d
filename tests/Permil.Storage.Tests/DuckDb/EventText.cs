using System.Text;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>Everything an event says as one text, the same for events that say the same.</summary>
internal static class EventText
{
    public static string Of(UsageEvent usageEvent) =>
        $"{Encoding.UTF8.GetString(UsageEventJson.Bytes(Canonical(usageEvent)))} {usageEvent.ReportedCurrency}";

    /// <summary>Each meter once and in order, nothing of 0.</summary>
    public static UsageEvent Canonical(UsageEvent usageEvent)
    {
        var meters = usageEvent.Usage.Select(measured => measured.Meter).Distinct().ToList();
        meters.Sort(Meters.Compare);
        return usageEvent with
        {
            Revises = usageEvent.Revises is { } revision
                ? revision with
                {
                    RecordedAt = revision.RecordedAt ?? usageEvent.Time,
                }
                : null,
            Usage =
            [
                .. meters
                    .Select(meter => new Measurement(meter, usageEvent.QuantityOf(meter)))
                    .Where(measured => measured.Quantity != 0),
            ],
        };
    }
}
