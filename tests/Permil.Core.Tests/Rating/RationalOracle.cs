namespace Permil.Rating;

/// <summary>
/// Says what an event must cost, on fractions and from the rules in words. Shares no code with what it checks, and
/// takes the plainest way to each answer.
/// </summary>
internal sealed class RationalOracle(OracleBook book, DateOnly? knownOn)
{
    private const int QuantityDecimals = 12;

    private readonly OracleSelection _selection = new(book, knownOn);

    /// <summary>
    /// Whether some usage could match two prices equally well: same place, known and in force together, dimensions that
    /// do not exclude each other, and the same meter with equally many dimensions or two meters of one family.
    /// </summary>
    public static bool IsAmbiguous(OracleBook book) =>
        book
            .Prices.SelectMany((first, index) => book.Prices.Skip(index + 1).Select(second => (first, second)))
            .Any(pair => AreAmbiguous(book, pair.first, pair.second));

    /// <summary>One answer for each meter that counts; others of a family are not billed and no finding.</summary>
    public List<OracleCharge> Rate(OracleEvent usage)
    {
        var model = _selection.ModelOf(usage.Model);
        var inputTokens = usage
            .Usage.Where(used => OracleMeter.Named(used.Meter).IsInput)
            .Aggregate(Rational.Zero, (sum, used) => sum + Rational.Parse(used.Quantity));
        var charges = usage
            .Usage.Where(used => !Rational.Parse(used.Quantity).Equals(Rational.Zero))
            .Select(used => ChargeOf(used.Meter, used.Quantity, model, inputTokens, usage))
            .ToList();
        return charges.Where(charge => IsBilled(charge, charges)).ToList();
    }

    /// <summary>What a quantity costs by a price, at its place in the month.</summary>
    public static (Rational Cost, Rational PricingQuantity) CostOf(
        OracleSelection.Found price,
        Rational quantity,
        OracleEvent usage,
        Rational inputTokens
    )
    {
        var (cost, pricingQuantity) = BeforeMinimum(price, quantity, usage, inputTokens);
        return (Rational.Max(cost, Rational.Parse(price.Stated.Minimum ?? "0")), pricingQuantity);
    }

    private static (Rational Cost, Rational PricingQuantity) BeforeMinimum(
        OracleSelection.Found found,
        Rational quantity,
        OracleEvent usage,
        Rational inputTokens
    )
    {
        var price = found.Amounts;
        var before = Rational.Parse(usage.Before);
        if (price.TierKind == "graduated")
        {
            // What everything up to the end costs, less what everything before it costs, tier by tier.
            var end = before + quantity;
            var start = Rational.Zero;
            var cost = Rational.Zero;
            foreach (var (upTo, amount) in price.Tiers)
            {
                var tierEnd = upTo is null ? Rational.Max(end, start) : Rational.Parse(upTo);
                var part = Rational.Min(end, tierEnd) - Rational.Max(before, start);
                if (part > Rational.Zero)
                {
                    cost += Linear(part, price.Per.Block, Rational.Parse(amount) * found.Factor).Cost;
                }

                start = tierEnd;
            }

            return (cost, Linear(quantity, price.Per.Block, Rational.Zero).PricingQuantity);
        }

        var amountText =
            price.TierKind == "volume"
                ? price
                    .Tiers.First(tier =>
                        tier.UpTo is null
                        || before + quantity + Rational.Parse(usage.After) <= Rational.Parse(tier.UpTo)
                    )
                    .Amount
                : price.Steps.LastOrDefault(step => inputTokens > Rational.Whole(step.Over)).Amount ?? price.Amount;
        var unitPrice = (amountText == "free" ? Rational.Zero : Rational.Parse(amountText)) * found.Factor;
        var ratio = StepRatio(price, usage);
        if (price.RoundsUp)
        {
            var stepped = ratio == Rational.One ? quantity : (quantity * ratio).RoundHalfToEven(QuantityDecimals);
            var blocks = Rational.Whole((stepped / price.Per.Block).Ceiling());
            return (blocks * unitPrice, blocks);
        }

        return ratio == Rational.One || !(unitPrice / price.Per.Block).Ends
            ? Linear(quantity * ratio, price.Per.Block, unitPrice)
            : Linear((quantity * ratio).RoundHalfToEven(QuantityDecimals), price.Per.Block, unitPrice);
    }

    /// <summary>
    /// Quantity x amount / block; only where the amount for one unit does not end is the quantity in blocks rounded first.
    /// </summary>
    private static (Rational Cost, Rational PricingQuantity) Linear(
        Rational quantity,
        Rational block,
        Rational unitPrice
    )
    {
        var inBlocks = quantity / block;
        var rounded = inBlocks.RoundHalfToEven(QuantityDecimals);
        return (unitPrice / block).Ends
            ? (quantity * unitPrice / block, inBlocks.FitsDecimal ? inBlocks : rounded)
            : (rounded * unitPrice, rounded);
    }

    /// <summary>Steps over default steps, but never less than one.</summary>
    private static Rational StepRatio(OraclePrice price, OracleEvent usage) =>
        price.DefaultSteps is { } included && usage.Attributes.GetValueOrDefault("steps") is { } steps
            ? Rational.Max(Rational.One, Rational.Parse(steps) / Rational.Whole(included))
            : Rational.One;

    private OracleCharge ChargeOf(
        string meter,
        string quantity,
        OracleModel? model,
        Rational inputTokens,
        OracleEvent usage
    )
    {
        if (_selection.Find(model, usage.Mode, meter, usage) is not { } found)
        {
            return new OracleCharge(meter, quantity, null, default, default);
        }

        var (cost, pricingQuantity) = CostOf(found, Rational.Parse(quantity), usage, inputTokens);
        return new OracleCharge(meter, quantity, found.Stated, cost, pricingQuantity);
    }

    /// <summary>
    /// Of a family the one with a price counts, of several the one of the nearest place, of those in two classes the one
    /// of the smaller class, then the one billed by its own price; without any price the first one is the finding.
    /// </summary>
    private bool IsBilled(OracleCharge charge, List<OracleCharge> all)
    {
        var family = OracleMeter.Named(charge.Meter).Family;
        if (family is null)
        {
            return true;
        }

        var best = all.Where(other => OracleMeter.Named(other.Meter).Family == family)
            .OrderBy(other => other.Price is null ? 3 : Distance(other.Price))
            .ThenBy(other => other.Price?.Class is { } name ? book.Classes.ToList().FindIndex(c => c.Name == name) : 0)
            .ThenBy(other => other.Price is null || other.Price.Meter == other.Meter ? 0 : 1)
            .First();
        return ReferenceEquals(best, charge);
    }

    private static int Distance(OraclePrice price) =>
        price switch
        {
            { Model: not null } => 0,
            { Class: not null } => 1,
            _ => 2,
        };

    private static bool AreAmbiguous(OracleBook book, OraclePrice first, OraclePrice second)
    {
        var sameFamily =
            OracleMeter.Named(first.Meter).Family is { } family && family == OracleMeter.Named(second.Meter).Family;
        var isSameThing = first.Meter == second.Meter ? first.Where.Count == second.Where.Count : sameFamily;
        return isSameThing
            && (first.IsBesides(second) || AreOnOneStep(book, first, second))
            && first.Where.All(pair => second.Where.GetValueOrDefault(pair.Key, pair.Value) == pair.Value)
            && AreTogether(first.From, first.Until, second.From, second.Until)
            && (second.Withdrawn is null || first.Learned < second.Withdrawn)
            && (first.Withdrawn is null || second.Learned < first.Withdrawn);
    }

    /// <summary>Two classes of one bound that some model is in both of.</summary>
    private static bool AreOnOneStep(OracleBook book, OraclePrice first, OraclePrice second) =>
        first.Mode == second.Mode
        && book.Classes.FirstOrDefault(sizeClass => sizeClass.Name == first.Class) is { } one
        && book.Classes.FirstOrDefault(sizeClass => sizeClass.Name == second.Class) is { } other
        && one.UpTo == other.UpTo
        && (one.Kinds.Count == 0 || other.Kinds.Count == 0 || one.Kinds.Intersect(other.Kinds).Any())
        && (one.Architecture is null || other.Architecture is null || one.Architecture == other.Architecture);

    private static bool AreTogether(
        DateTimeOffset? from,
        DateTimeOffset? until,
        DateTimeOffset? otherFrom,
        DateTimeOffset? otherUntil
    ) =>
        (from ?? DateTimeOffset.MinValue) < (otherUntil ?? DateTimeOffset.MaxValue)
        && (otherFrom ?? DateTimeOffset.MinValue) < (until ?? DateTimeOffset.MaxValue);
}
