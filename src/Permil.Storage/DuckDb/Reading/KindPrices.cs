using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.DuckDb.Reading;

/// <summary>What a kind of usage costs while no price changes.</summary>
internal sealed class KindPrices
{
    private readonly PriceAnswer?[] _answers;
    private readonly PriceAnswer?[] _contracted;
    private readonly string?[] _reasons;

    /// <summary>By slot, what 1 of it lists for, in 10^-scale; empty when not all are known or one does not fit.</summary>
    private readonly long[] _wholeCosts;
    private readonly byte _costScale;

    /// <param name="kind">The kind.</param>
    /// <param name="sample">The kind's sample, or what it is to be priced as.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="time">When.</param>
    public KindPrices(UsageKind kind, UsageEvent sample, Rater rater, DateTimeOffset time)
    {
        Kind = kind;
        var measured = new List<Meter>();
        foreach (var slot in kind.Slots.Where(slot => slot.Part == SlotPart.Whole))
        {
            measured.Add(slot.Meter);
        }

        var probe = sample with { Time = time, Usage = measured.ConvertAll(meter => new Measurement(meter, 1)) };
        var unpriced = new List<UnpricedUsage>();
        var priced = rater.Price(probe, unpriced);
        Priced = priced;
        Provider = priced.Count > 0 ? priced[0].Price.Stated!.Book.Provider : rater.ProviderOf(probe);
        _answers = new PriceAnswer?[kind.Slots.Count];
        _contracted = new PriceAnswer?[kind.Slots.Count];
        _reasons = new string?[kind.Slots.Count];
        for (var i = 0; i < _answers.Length; i++)
        {
            if (kind.Slots[i].Part != SlotPart.Note)
            {
                var measurement = priced.FirstOrDefault(found => found.Meter == kind.Meters[i]);
                _answers[i] = measurement.Price;
                _contracted[i] = measurement.Contracted;
                _reasons[i] = unpriced.Find(found => found.Meter == kind.Meters[i])?.Reason;
            }
        }

        Steps =
        [
            .. priced
                .SelectMany(PricesOf)
                .SelectMany(price => price.Amounts!.ContextSteps)
                .Select(step => step.OverInputTokens)
                .Distinct()
                .Order(),
        ];
        Class = ClassOf(measured, priced, unpriced, kind);
        (_wholeCosts, _costScale) = WholeCosts(
            Class == SumClass.Sums && unpriced.Count == 0 ? [.. kind.Slots.Select(UnitCost)] : []
        );
    }

    public UsageKind Kind { get; }

    /// <summary>One of everything measured that has a price.</summary>
    public IReadOnlyList<PricedMeasurement> Priced { get; }

    /// <summary>The provider whose book knows the model, or as the event says.</summary>
    public string? Provider { get; }

    public SumClass Class { get; }

    /// <summary>The input lengths beyond which another price holds, rising.</summary>
    public IReadOnlyList<long> Steps { get; }

    /// <summary>Whether everything is the same at another time.</summary>
    public bool IsSameAs(KindPrices other)
    {
        for (var i = 0; i < _answers.Length; i++)
        {
            if (
                !AreSame(_answers[i], other._answers[i])
                || !AreSame(_contracted[i], other._contracted[i])
                || !string.Equals(_reasons[i], other._reasons[i], StringComparison.Ordinal)
            )
            {
                return false;
            }
        }

        return string.Equals(Provider, other.Provider, StringComparison.Ordinal);
    }

    private static bool AreSame(PriceAnswer? left, PriceAnswer? right) =>
        ReferenceEquals(left?.Stated, right?.Stated)
        && ReferenceEquals(left?.Amounts, right?.Amounts)
        && left?.Factor == right?.Factor;

    /// <summary>
    /// What a sum lists for, in whole numbers: several times as fast as in decimals. Only for prices by
    /// <see cref="SumClass.Sums"/>.
    /// </summary>
    /// <returns><see langword="false"/> where it might not fit: then it is to be priced as an event.</returns>
    public bool TryCostOf(ReadOnlySpan<Int128> numbers, out decimal cost)
    {
        // 2^40 x 2^50, six times: below the 2^96 of a decimal.
        const ulong MaxNumber = 1UL << 40;
        cost = 0;
        UInt128 whole = 0;
        for (var i = 0; i < _wholeCosts.Length; i++)
        {
            var number = (UInt128)numbers[i];
            if (number > MaxNumber)
            {
                return false;
            }

            whole += Math.BigMul((ulong)number, (ulong)_wholeCosts[i]);
        }

        cost = new decimal(
            unchecked((int)(uint)whole),
            unchecked((int)(uint)(whole >> 32)),
            unchecked((int)(uint)(whole >> 64)),
            isNegative: false,
            _costScale
        );
        return true;
    }

    private static (long[] Costs, byte Scale) WholeCosts(IReadOnlyList<decimal> unitCosts)
    {
        const decimal MaxCost = 1L << 50;
        const byte MaxScale = 28;
        var scale = unitCosts.Count == 0 ? (byte)0 : unitCosts.Max(cost => cost.Scale);
        var factor = 1m;
        for (var i = 0; i < scale && scale < MaxScale; i++)
        {
            factor *= 10;
        }

        return scale < MaxScale && unitCosts.All(cost => cost >= 0 && cost <= MaxCost / factor)
            ? ([.. unitCosts.Select(cost => (long)(cost * factor))], scale)
            : ([], 0);
    }

    /// <summary>
    /// Sums of kinds with the same text can be added up and be priced together; <see langword="null"/> for kinds whose sums
    /// are added one by one.
    /// </summary>
    public string? SumText => IsMultiplied ? $"{Kind.SlotText} {_costScale}: {string.Join(' ', _wholeCosts)}" : null;

    /// <summary>
    /// Whether sums have only to be multiplied by <see cref="TryCostOf"/>. Usage that is not known, or was nothing, is not;
    /// what failed has to be counted.
    /// </summary>
    public bool IsMultiplied => _wholeCosts.Length > 0 && !Kind.IsFailed && !Kind.IsUnsettled;

    private static SumClass ClassOf(
        List<Meter> measured,
        List<PricedMeasurement> priced,
        List<UnpricedUsage> unpriced,
        UsageKind kind
    )
    {
        if (priced.Exists(found => found.IsTiered))
        {
            return SumClass.Single;
        }

        var sharesFamily = measured
            .Where(meter => meter.Family is not null)
            .GroupBy(meter => meter.Family, StringComparer.Ordinal)
            .Any(family => family.Count() > 1);
        var hasSteps = priced.SelectMany(PricesOf).Any(price => price.Amounts!.ContextSteps.Count > 0);
        var hasFractionOfInput = kind
            .Slots.Zip(kind.Meters)
            .Any(place => place.First.Part == SlotPart.Fraction && kind.IsInput(place.Second));
        if (
            sharesFamily
            || (hasSteps && hasFractionOfInput)
            || priced.SelectMany(PricesOf).Any(price => !ListCost.IsAdditive(price))
            || kind.Slots.Count > EventRow.Numbers
        )
        {
            return SumClass.Alike;
        }

        return hasSteps || unpriced.Count > 0 ? SumClass.Parts : SumClass.Sums;
    }

    private static IEnumerable<PriceAnswer> PricesOf(PricedMeasurement priced) =>
        priced.Contracted is { } contracted ? [priced.Price, contracted] : [priced.Price];

    private decimal UnitCost(Slot slot, int place) =>
        slot.Part switch
        {
            SlotPart.Whole => ListCost.OfOneUnit(_answers[place]!, inputTokens: 0),
            SlotPart.Fraction => Exact.Multiply(
                ListCost.OfOneUnit(_answers[place]!, inputTokens: 0),
                Slot.FractionUnit
            ),
            _ => 0,
        };
}
