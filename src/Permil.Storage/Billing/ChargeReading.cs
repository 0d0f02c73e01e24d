using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;

namespace Permil.Storage.Billing;

/// <summary>Answers one question about charges: the database sums usage up to what lines and prices can tell apart.</summary>
internal sealed class ChargeReading
{
    private static readonly GroupKey AccountKey = new("account", GroupDimension.Account);

    private readonly DuckDbConnection _connection;
    private readonly EventCodes _codes;
    private readonly BillingTerms _terms;
    private readonly ChargeQuestion _question;
    private readonly Rater _rater;
    private readonly UsageSelection _selection;
    private readonly IReadOnlyList<DateTimeOffset> _cuts;
    private readonly ChargeRating _rating;
    private readonly OwnedUsage _owned;
    private readonly HourlyCharges _hourly;
    private readonly List<DimensionColumn> _columns;

    /// <param name="connection">In a transaction.</param>
    /// <param name="codes">The store's.</param>
    /// <param name="terms">The prices and whose usage is.</param>
    /// <param name="question">What is asked.</param>
    public ChargeReading(DuckDbConnection connection, EventCodes codes, BillingTerms terms, ChargeQuestion question)
    {
        _connection = connection;
        _codes = codes;
        _terms = terms;
        _question = question;

        // Who has agreed on no prices pays list prices, and is not asked for others.
        var rates = terms.Contract.Rules.Any(rule => rule is RateOverride or PercentOff) ? terms.Rates : null;
        _rater = new Rater(terms.Catalog, substitution: null, rates);
        _cuts = [.. question.Cuts, .. rates?.Boundaries ?? []];
        _selection = new UsageSelection
        {
            From = question.Start,
            To = question.End,
            Filters = [new UsageFilter(AccountKey, [question.Account.Length == 0 ? null : question.Account])],
            ThroughSequence = question.ThroughSequence,
        };
        _rating = new ChargeRating(_rater, question, _cuts);
        _owned = new OwnedUsage(terms.Rules, _rating, _selection.Filters);
        _hourly = new HourlyCharges(question.ByHour);
        _columns =
        [
            .. question
                .AllOwnerKeys.Append(AccountKey)
                .Select(DimensionColumns.Of)
                .Concat(terms.Rules.Dimensions.Select(DimensionColumns.Of))
                .OfType<DimensionColumn>()
                .Distinct()
                .Order(),
        ];
    }

    public ChargeSheet Read()
    {
        var counted = UsageConditions.Counted(_connection, _selection).ToList();

        // Only now: what the transaction sees has no kind that is not known by then.
        var kinds = _codes.Kinds.All.ToList();
        if (kinds.Count == 0)
        {
            return _rating.Finish();
        }

        var sums = new StoredSums(_connection, _codes, _owned);
        if (_terms.Rules.SplitByUsage)
        {
            var byDay = new PriceEpochs(_rater, [], EventTime.Min, EventTime.Max, _terms.Rules.Boundaries);
            List<string> ofMonth = [.. UsageConditions.OfMonths(_selection), .. counted];
            sums.AddWeights(new SumQuery(byDay, _columns, TimeUnit.Day, ofMonth));
        }

        var epochs = new PriceEpochs(
            _rater,
            kinds,
            _question.Start,
            _question.End,
            [.. _terms.Rules.Boundaries, .. _cuts]
        );
        List<string> conditions =
        [
            .. UsageConditions.OfTime(_selection.From, _selection.To),
            .. _terms.Rules.IsEmpty ? UsageConditions.OfOwners(_codes, _selection.Filters) : [],
            .. counted,
        ];
        foreach (var alike in kinds.GroupBy(kind => UnitOf(kind, epochs)))
        {
            Add(sums, new SumQuery(epochs, _columns, alike.Key, conditions), alike);
        }

        return _rating.Finish();
    }

    private void Add(StoredSums sums, SumQuery query, IEnumerable<UsageKind> kinds)
    {
        var byClass = kinds.ToLookup(kind => ClassOf(kind, query.Epochs));
        if (byClass[SumClass.Sums].ToList() is { Count: > 0 } plain)
        {
            new ChargeLanes(_codes, _rating, _owned, query).Add(_connection, plain);
        }

        if (byClass[SumClass.Parts].ToList() is { Count: > 0 } parts)
        {
            sums.AddParts(query, parts);
        }

        if (byClass[SumClass.Alike].ToList() is { Count: > 0 } alike)
        {
            sums.AddAlike(query, alike);
        }

        if (byClass[SumClass.Single].ToList() is { Count: > 0 } single)
        {
            sums.AddSingle(query, single, (_, _) => true);
        }
    }

    /// <summary>Lines that count the events that used their meter need these told apart at least.</summary>
    private SumClass ClassOf(UsageKind kind, PriceEpochs epochs) =>
        epochs.ClassOf(kind.Code) switch
        {
            SumClass.Single => SumClass.Single,
            // The parts of each event add up to it; those of a sum would be others in the last decimal.
            _ when kind.Meters.Any(_terms.Rules.Splits) => SumClass.Alike,
            SumClass.Sums when _question.CountsEvents => SumClass.Parts,
            var priced => priced,
        };

    private TimeUnit UnitOf(UsageKind kind, PriceEpochs epochs)
    {
        var isHourly = epochs
            .PricedOf(kind.Code)
            .Any(priced => _hourly.Takes(priced.Price.Stated!, kind.Sample.Model, kind.Sample.Mode, priced.Meter));
        return isHourly ? TimeUnit.Hour
            : _terms.Rules.SplitByUsage ? TimeUnit.Day
            : TimeUnit.None;
    }
}
