using Permil.Allocation;
using Permil.Billing;
using Permil.Billing.Contracts;
using Permil.Billing.Showback;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Focus;
using Permil.Usage;

namespace Permil.Storage.Reports;

/// <summary>
/// Finds what a period cost as it is billed: of accounts with a contract, a credit or documents by the rows of their bills,
/// of all others at list prices. Sums are those of a FOCUS export, to the last digit.
/// </summary>
internal sealed class BilledCostsReader
{
    private readonly UsageStore _store;
    private readonly Rater _rater;
    private readonly AllocationRules _rules;
    private readonly ReportTerms _terms;
    private readonly BillingBook _book;
    private readonly HashSet<string> _accounts;
    private (BillingMonth First, BillingMonth Last)? _known;

    private BilledCostsReader(UsageStore store, Rater rater, AllocationRules rules, ReportTerms terms)
    {
        _store = store;
        _rater = rater;
        _rules = rules;
        _terms = terms;
        _book = new BillingBook(store);
        _accounts = terms.Accounts.Concat(_book.Accounts()).ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>
    /// <see langword="null"/>: nobody who is asked for has a contract, a credit or a document, so that everything costs what it
    /// lists for.
    /// </returns>
    public static BilledCosts? Read(
        UsageStore store,
        Rater rater,
        AllocationRules rules,
        ReportTerms terms,
        IReadOnlyList<GroupKey> keys,
        UsageSelection selection
    )
    {
        var reader = new BilledCostsReader(store, rater, rules, terms);
        var accounts = reader
            ._accounts.Where(account =>
                selection.Filters.All(filter =>
                    filter.Key.Dimension != GroupDimension.Account
                    || filter.Values.Contains(account.Length == 0 ? null : account, StringComparer.Ordinal)
                )
            )
            .Order(StringComparer.Ordinal)
            .ToList();
        if (accounts.Count == 0)
        {
            return null;
        }

        try
        {
            return reader.Read(accounts, keys, selection);
        }
        catch (InexactAmountException exception)
        {
            // What usage lists for is told all the same.
            return new BilledCosts { UnknownBecause = exception.Message };
        }
    }

    private BilledCosts Read(List<string> accounts, IReadOnlyList<GroupKey> keys, UsageSelection selection)
    {
        var costs = new BilledCosts();
        if (!IsAt(TimeSpan.TicksPerHour, selection))
        {
            costs.UnknownBecause = "bills tell usage by the hour, and the period does not begin and end with one";
            return costs;
        }

        _known = KnownOf(accounts);
        var months = MonthsOf(selection);
        var place = new BilledPlace(keys, selection);
        var granularity =
            keys.Any(key => key.Dimension == GroupDimension.Hour) || !IsAt(TimeSpan.TicksPerDay, selection)
                ? FocusGranularity.Hour
                : FocusGranularity.Day;
        var export = new FocusExport(_store, _terms.TermsOf, []);
        foreach (var account in accounts)
        {
            foreach (var month in months.Where(month => CanBill(account, month)))
            {
                var question = new FocusExportQuestion
                {
                    Month = month,
                    Accounts = [account],
                    Granularity = granularity,
                };
                foreach (var row in export.Rows(question))
                {
                    Add(costs, place, account, row);
                }
            }
        }

        new ListedAccounts(_store, _rater, _rules, _accounts).Add(costs, place, keys, selection, months);
        return costs;
    }

    private void Add(BilledCosts costs, BilledPlace place, string account, FocusRow row)
    {
        if (place.Of(account, BilledPlace.MomentOf(row), row) is not { } values)
        {
            return;
        }

        if (row.Currency != _rater.Catalog.Currency)
        {
            costs.UnknownBecause =
                $"account '{account}' is billed in {row.Currency}, the prices are in {_rater.Catalog.Currency}";
        }

        var sum = new ShowbackCosts(row.Costs.List, row.Costs.Contracted, row.Costs.Effective, row.Costs.Billed);
        if (BesideUsage.WhatOf(row) is { } what)
        {
            costs.AddOther(values, sum, what);
        }
        else
        {
            var isOfTokens = row.Sku?.ConsumedUnit == FocusUnits.Of(TokenCosts.Token);
            costs.AddUsage(values, sum, isOfTokens ? row.Costs.ConsumedQuantity : 0);
        }
    }

    /// <summary>The months asked for; where an end is open those with usage or a document.</summary>
    private List<BillingMonth> MonthsOf(UsageSelection selection)
    {
        var from = selection.From ?? _known?.First.Start ?? EventTime.Max;
        var to = selection.To ?? _known?.Last.End ?? EventTime.Min;
        var months = new List<BillingMonth>();
        for (
            var month = BillingMonth.Of(from > EventTime.Min ? from : EventTime.Min);
            month.Start < to && month.Start < EventTime.Max;
            month = month.Next
        )
        {
            months.Add(month);
        }

        return months;
    }

    /// <summary>Whether something can be billed in a month: outside of what is known it is only what is agreed.</summary>
    private bool CanBill(string account, BillingMonth month)
    {
        if (_known is var (first, last) && month >= first && month <= last.Next)
        {
            return true;
        }

        var terms = _terms.TermsOf(account);
        return terms.Credits.Any(credit => month.Contains(credit.GrantedAt))
            || terms.Contract.Rules.Any(rule =>
                rule is Commitment or MonthlyMinimum && rule.Period.Overlaps(new(month.Start, month.End))
            );
    }

    /// <summary>The first and the last month with usage or a document; <see langword="null"/>: there is nothing.</summary>
    private (BillingMonth First, BillingMonth Last)? KnownOf(IEnumerable<string> accounts)
    {
        var known = accounts
            .SelectMany(_book.History)
            .Where(issued => issued.Stands)
            .Select(issued => FocusDocuments.PeriodOf(issued.Invoice))
            .ToList();
        if (StoredSpan.Of(_store) is { } span)
        {
            known.AddRange([BillingMonth.Of(span.First), BillingMonth.Of(span.Last)]);
        }

        return known.Count == 0 ? null : (known.Min(), known.Max());
    }

    private static bool IsAt(long ticks, UsageSelection selection) =>
        (selection.From is not { } from || from.UtcTicks % ticks == 0)
        && (selection.To is not { } to || to.UtcTicks % ticks == 0);
}
