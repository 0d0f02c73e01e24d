using Permil.Usage;

namespace Permil.Billing.Reconciliation.Causes;

/// <summary>Why the bill charges another price: each candidate is worked out and must give the bill's cost.</summary>
internal sealed class PriceCauses(CauseFacts facts, LineDeviations lineDeviations)
{
    /// <summary>No place on earth is farther from UTC: a bill that dates by another zone is off by at most this.</summary>
    private static readonly TimeSpan FarthestZone = TimeSpan.FromHours(14);

    public Explained Of(Deviation deviation)
    {
        var line = deviation.Line;
        if (!line.HasQuantityThere)
        {
            return new Explained(
                FindingCause.Unknown,
                "the bill gives a cost without a quantity; no known cause can be tested"
            );
        }

        return Arithmetic(line)
            ?? OtherMode(line)
            ?? FullInputPrice(line)
            ?? OtherTime(line)
            ?? ChangeInTheDay(line)
            ?? OtherSource(line)
            ?? Discount(line)
            ?? new Explained(FindingCause.Unknown, $"{Prices(line)}; no known cause fits");
    }

    /// <summary>Some bills print prices for a block (1M tokens) beside quantities in units.</summary>
    private Explained? Arithmetic(ComparedLine line)
    {
        if (line.Billed.Exists(billed => billed.UnitPrice is null))
        {
            return null;
        }

        var product = line.Billed.Sum(billed => billed.UnitPrice!.Value.Value * billed.Quantity!.Value.Value);
        return line.Costs(product) || line.Costs(product / line.Id.Sku.Meter.Block)
            ? null
            : new Explained(
                FindingCause.BillArithmetic,
                $"the bill does not add up: its quantity x its unit price is {Figures.Of(product)} {facts.Prices.Currency}, its cost {Figures.Of(line.CostThere)}"
            );
    }

    private Explained? OtherMode(ComparedLine line)
    {
        var other = line.Id.Sku.Mode switch
        {
            Mode.Batch => Mode.Serverless,
            Mode.Serverless => Mode.Batch,
            _ => (Mode?)null,
        };
        if (other is not { } mode || !Costs(line, mode: mode))
        {
            return null;
        }

        return new Explained(
            FindingCause.BatchRate,
            mode == Mode.Serverless
                ? $"{Prices(line)}: the bill charges batch work at the serverless rate"
                : $"{Prices(line)}: the bill gives the batch rate for what is serverless here"
        );
    }

    private Explained? FullInputPrice(ComparedLine line)
    {
        var meter = line.Id.Sku.Meter;
        return meter != Meters.InputTokens && Meters.Input.Contains(meter) && Costs(line, meter: Meters.InputTokens)
            ? new Explained(
                FindingCause.CachedTokens,
                $"{Prices(line)}: the bill charges {meter} at the price of input_tokens"
            )
            : null;
    }

    private Explained? OtherTime(ComparedLine line)
    {
        var start = line.Billed[0].Start;
        var times = facts
            .Prices.Changes(line.Id.Sku, start)
            .SelectMany(change => new[] { change, change.AddTicks(-1) });
        foreach (var time in times)
        {
            if (Costs(line, time: time))
            {
                var period = facts.Prices.PriceOf(line.Id.Sku, time).Amounts!.Period;
                return new Explained(
                    FindingCause.PriceChange,
                    $"{Prices(line)}: the bill charges the price in force {period}, the day is {(time > start ? "before" : "after")} the change"
                );
            }
        }

        return null;
    }

    /// <summary>Where the price changes near the day, the bill may have changed it at another hour: its cost lies between.</summary>
    private Explained? ChangeInTheDay(ComparedLine line)
    {
        var (start, end) = (line.Billed.Min(billed => billed.Start), line.Billed.Max(billed => billed.End));
        var change = facts
            .Prices.Changes(line.Id.Sku, start)
            .FirstOrDefault(time => time > start - FarthestZone && time < end + FarthestZone);
        if (
            change == default
            || facts.Prices.CostOf(line.Id.Sku, line.QuantityThere, start.AddDays(-1)) is not { } before
            || facts.Prices.CostOf(line.Id.Sku, line.QuantityThere, end.AddDays(1)) is not { } after
            || line.CostThere <= Math.Min(before, after)
            || line.CostThere >= Math.Max(before, after)
        )
        {
            return null;
        }

        return new Explained(
            FindingCause.PriceChange,
            $"{Prices(line)}: between the prices before and after the change of {Figures.Day(change)}, which the bill makes at another hour"
        );
    }

    private Explained? OtherSource(ComparedLine line)
    {
        var answer = facts.Prices.PriceOf(line.Id.Sku, line.Billed[0].Start);
        if (answer.Amounts is not { } amounts)
        {
            return null;
        }

        foreach (var conflict in amounts.Conflicts)
        {
            if (
                conflict.Amount is { } amount
                && conflict.Meter == amounts.Meter
                && line.Costs(line.QuantityThere * amounts.UnitsPerMeterUnit * amount * answer.Factor / amounts.Per)
            )
            {
                return new Explained(
                    FindingCause.OtherSource,
                    $"{Prices(line)}: the price book notes that price too ({conflict.Source.Text})"
                );
            }
        }

        return null;
    }

    /// <summary>A whole percentage below the list price, where the bill is exact enough to tell one from the next.</summary>
    private Explained? Discount(ComparedLine line)
    {
        if (lineDeviations.ExpectedCost(line) is not { } listed || listed <= 0)
        {
            return null;
        }

        if (line.CostThere == 0)
        {
            return new Explained(FindingCause.Discount, $"{Prices(line)}: the bill charges nothing for it");
        }

        var fitting = Enumerable.Range(1, 99).Where(percent => line.Costs(listed * (100 - percent) / 100)).ToList();
        return fitting.Count == 1
            ? new Explained(
                FindingCause.Discount,
                $"{Prices(line)}: exactly {fitting[0]}% below the list price; a contract would say so"
            )
            : null;
    }

    /// <summary>Whether the bill's cost is that of another mode, meter or time.</summary>
    private bool Costs(ComparedLine line, Mode? mode = null, Meter? meter = null, DateTimeOffset? time = null)
    {
        var costs = line.Billed.ConvertAll(billed =>
            facts.Prices.CostOf(line.Id.Sku, billed.Quantity!.Value.Value, time ?? billed.Start, mode, meter)
        );
        return !costs.Contains(null) && line.Costs(costs.Sum(cost => cost!.Value));
    }

    private string Prices(ComparedLine line)
    {
        var (sku, currency) = (line.Id.Sku, facts.Prices.Currency);
        if (line.QuantityThere == 0 || lineDeviations.ExpectedCost(line) is not { } listed)
        {
            return $"the bill charges {Figures.Of(line.CostThere)} {currency}";
        }

        return $"the bill charges {Figures.Price(line.CostThere / line.QuantityThere, sku.Meter, currency)}, the price books say {Figures.Price(listed / line.QuantityThere, sku.Meter, currency)}";
    }
}
