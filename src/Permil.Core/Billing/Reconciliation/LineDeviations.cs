namespace Permil.Billing.Reconciliation;

/// <summary>Finds in what a line differs: what its quantity makes of the difference in cost, and what its price does.</summary>
internal sealed class LineDeviations(ListPrices prices)
{
    public IEnumerable<Deviation> Of(ComparedLine line)
    {
        if (line.Billed.Count == 0)
        {
            return line.QuantityHere == 0
                ? []
                : [new Deviation(line, FindingKind.MissingThere, -line.QuantityHere, -line.ListCostHere)];
        }

        return line.HasQuantityThere ? WithQuantity(line) : WithoutQuantity(line);
    }

    /// <summary>What the bill's quantity lists for by the price books; <see langword="null"/> when they do not say.</summary>
    public decimal? ExpectedCost(ComparedLine line)
    {
        if (line.Stored.Count == 0)
        {
            var costs = line.Billed.ConvertAll(billed =>
                prices.CostOf(line.Id.Sku, billed.Quantity?.Value ?? 0, billed.Start)
            );
            return costs.Contains(null) ? null : costs.Sum();
        }

        if (line.IsQuantityRight)
        {
            return line.IsPricedHere ? line.ListCostHere : null;
        }

        var first = line.Billed.Min(billed => billed.Start);
        var end = line.Billed.Max(billed => billed.End);
        return prices.UnitPriceOf(line.Id.Sku, first, end) is { } unit && unit * line.QuantityHere == line.ListCostHere
            ? unit * line.QuantityThere
            : null;
    }

    private IEnumerable<Deviation> WithQuantity(ComparedLine line)
    {
        var delta = line.QuantityThere - line.QuantityHere;
        var expected = ExpectedCost(line);
        if (!line.IsQuantityRight)
        {
            yield return new Deviation(
                line,
                line.Stored.Count == 0 ? FindingKind.MissingHere : FindingKind.QuantityDiffers,
                delta,
                (expected ?? line.CostThere) - line.ListCostHere
            );
        }
        else if (!line.IsPricedHere)
        {
            yield return new Deviation(line, FindingKind.NoPriceHere, 0, line.CostThere - line.ListCostHere);
        }
        else if (expected is null && !line.Costs(0))
        {
            // For nothing, or as good as nothing, that has no price either.
            yield return new Deviation(line, FindingKind.MissingHere, 0, line.CostThere);
        }

        if (expected is { } listed && !line.Costs(listed))
        {
            yield return new Deviation(line, FindingKind.PriceDiffers, 0, line.CostThere - listed);
        }
    }

    private static IEnumerable<Deviation> WithoutQuantity(ComparedLine line)
    {
        var difference = line.CostThere - line.ListCostHere;
        if (!line.Costs(line.ListCostHere) || !line.IsPricedHere)
        {
            var kind =
                line.Stored.Count == 0 ? FindingKind.MissingHere
                : line.IsPricedHere ? FindingKind.PriceDiffers
                : FindingKind.NoPriceHere;
            yield return new Deviation(line, kind, 0, difference);
        }
    }
}
