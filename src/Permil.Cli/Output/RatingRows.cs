using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Groups of usage as rows of a table.</summary>
internal static class RatingRows
{
    private const int BarWidth = 12;

    /// <summary>More meters share one column, or the table gets too wide to read.</summary>
    private const int MaxMeterColumns = 4;

    public static Rows Of(
        RatingSummary summary,
        IReadOnlyList<UsageGroup> groups,
        bool isForScreen,
        IReadOnlyList<GroupColumn>? more = null
    )
    {
        var meters = RatingCsv.MetersOf(groups);
        var areTogether = isForScreen && meters.Count > MaxMeterColumns;
        var hasUnpriced = groups.Any(group => group.Unpriced > 0);
        var columns = summary
            .Keys.Select(key => new Rows.Column(key.Name, key.Name))
            .Append(new Rows.Column("events", "events", IsNumber: true))
            .Concat(
                areTogether
                    ? [new Rows.Column("quantities", "quantities", CanWrap: true)]
                    : meters.Select(meter => new Rows.Column(
                        meter.Name,
                        meter.Name.Replace('_', ' '),
                        IsNumber: true,
                        CanDrop: true
                    ))
            )
            .Append(new Rows.Column("listCost", $"list cost {summary.Currency}", IsNumber: true))
            .ToList();
        if (hasUnpriced)
        {
            columns.Add(new Rows.Column("unpriced", "unpriced events", IsNumber: true));
        }

        var shown = (more ?? []).Where(column => column.Title is not null).ToList();
        columns.AddRange(
            shown.Select(column => new Rows.Column(column.Name, column.Title!, IsNumber: true, CanDrop: column.CanDrop))
        );
        if (isForScreen)
        {
            columns.Add(new Rows.Column("share", "share", CanDrop: true));
        }

        var rows = new Rows(columns);
        foreach (var group in groups)
        {
            var cells = group
                .Values.Append(group.Events.ToString(CultureInfo.InvariantCulture))
                .Concat(
                    areTogether
                        ? [QuantitiesText(group.Quantities)]
                        : meters.Select(meter => QuantityText(group, meter))
                )
                .Append(group.IsAllUnpriced ? null : DecimalText.Of(group.ListCost))
                .ToList();
            if (hasUnpriced)
            {
                cells.Add(group.Unpriced.ToString(CultureInfo.InvariantCulture));
            }

            cells.AddRange(shown.Select(column => (column.Short ?? column.Text)(group)));
            if (isForScreen)
            {
                cells.Add(Bar(group.ListCost, summary.ListCost));
            }

            rows.Add([.. cells]);
        }

        return rows;
    }

    public static string QuantitiesText(IReadOnlyList<Measurement> quantities) =>
        string.Join(
            ", ",
            quantities.Select(quantity => $"{Rows.Grouped(DecimalText.Of(quantity.Quantity))} {quantity.Meter}")
        );

    private static string QuantityText(UsageGroup group, Meter meter) =>
        DecimalText.Of(group.Quantities.FirstOrDefault(quantity => quantity.Meter == meter).Quantity);

    public static string Bar(decimal part, decimal whole)
    {
        var share = whole == 0 ? 0 : part / whole;
        var filled = (int)Math.Round(share * BarWidth, MidpointRounding.AwayFromZero);
        return $"{new string('█', filled)}{new string('░', BarWidth - filled)} {(share * 100).ToString("0.0", CultureInfo.InvariantCulture)}%";
    }
}
