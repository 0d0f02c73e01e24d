using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Storage.Focus;

/// <summary>Finds the events that a row of usage is made of.</summary>
internal sealed class FocusRowEvents
{
    private const int MostShown = 20;

    private readonly UsageStore _store;
    private readonly FocusRow _row;
    private readonly string _account;
    private readonly BillingTerms _terms;
    private readonly Rater _rater;
    private readonly FocusTagReader _tags = new();
    private readonly List<FocusExplainedEvent> _events = [];
    private readonly List<string> _price = [];
    private long _count;
    private decimal _quantity;

    /// <param name="store">Usage.</param>
    /// <param name="row">The row.</param>
    /// <param name="account">Its account; empty for none.</param>
    /// <param name="terms">What it was made by.</param>
    public FocusRowEvents(UsageStore store, FocusRow row, string account, BillingTerms terms)
    {
        _store = store;
        _row = row;
        _account = account;
        _terms = terms;
        _rater = new Rater(
            terms.Catalog,
            substitution: null,
            terms.Contract.Rules.Any(rule => rule is RateOverride or PercentOff) ? terms.Rates : null
        );
    }

    /// <param name="afterSequence">Of a correction the last event that was known before: only later ones are behind it.</param>
    /// <param name="throughSequence">The last event that it could see.</param>
    public FocusExplained Find(long afterSequence, long throughSequence)
    {
        if (_row.Category == ChargeCategory.Usage && _row.HasConsumed)
        {
            Read(afterSequence, throughSequence);
            if (FocusPriceWords.OfCommitment(_row) is { } commitment)
            {
                _price.Add(commitment);
            }
        }

        return new(_row, _events, _count, _price) { EventQuantity = _quantity };
    }

    private void Read(long afterSequence, long throughSequence)
    {
        var weights = StoredRating.WeightsOf(_store, _rater, _terms.Rules, _row.ChargePeriodStart);
        using var connection = _store.Connect();
        connection.Execute("BEGIN TRANSACTION");
        var selection = new UsageSelection
        {
            From = _row.ChargePeriodStart,
            To = _row.ChargePeriodEnd,
            FromSequence = afterSequence + 1,
            ThroughSequence = throughSequence,
        };
        List<string> conditions =
        [
            .. UsageConditions.OfTime(selection.From, selection.To),
            .. UsageConditions.Counted(connection, selection),
        ];
        using var result = connection.Stream(
            $"{StoredRow.Select} WHERE {string.Join(" AND ", conditions)} ORDER BY time, sequence"
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                var stored = StoredRow.Read(chunk, row, out var extra);
                var usageEvent = _store.Codes.EventOf(in stored, chunk.Text(StoredRow.Id, row)!, extra);
                foreach (var part in weights.Split(_terms.Rules.Allocate(usageEvent)))
                {
                    if (IsOfOwner(part.Event))
                    {
                        Add(part.Event, OwnedUsage.LengthOf(part));
                    }
                }
            }
        }
    }

    private bool IsOfOwner(UsageEvent usageEvent)
    {
        if ((usageEvent.Account ?? "") != _account || Text(usageEvent.SubAccount) != _row.SubAccountId)
        {
            return false;
        }

        // A correction is of a line, which says no more of its owner.
        var tags = _tags.Of(GroupKey.AllTags.ValueOf(usageEvent, null));
        return _row.IsCorrection
            || (
                Text(usageEvent.Feature) == _row.Feature
                && Text(usageEvent.Environment) == _row.Environment
                && tags.Json == _row.Tags
                && tags.KeyId == _row.KeyId
            );
    }

    private void Add(UsageEvent usageEvent, decimal? inputTokens)
    {
        foreach (var measured in _rater.Price(usageEvent, [], inputTokens))
        {
            if (
                measured.Price.Stated!.Sku != _row.Sku!.Id
                || Text(usageEvent.Model) != _row.Model
                || ModeName.Of(usageEvent.Mode) != _row.Mode
            )
            {
                continue;
            }

            var list = ListCost.Of(measured, TierPosition.Alone(measured.Quantity));
            if (
                _row.Price!.Unit == _row.Sku.PricingUnit
                && list.ListUnitPrice is { } unitPrice
                && unitPrice != _row.Price.ListUnitPrice
            )
            {
                continue;
            }

            var contracted = ListCost.Of(measured.AtContract, TierPosition.Alone(measured.Quantity));
            _quantity = Exact.Add(_quantity, measured.Quantity);
            if (_count++ == 0)
            {
                _price.AddRange(FocusPriceWords.Of(_row.Price, list, measured.Contracted is null ? null : contracted));
            }

            if (_events.Count < MostShown)
            {
                _events.Add(
                    new(
                        usageEvent.Id,
                        usageEvent.Source,
                        usageEvent.Time,
                        measured.Quantity,
                        list.ListCost,
                        contracted.ListCost
                    )
                );
            }
        }
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
