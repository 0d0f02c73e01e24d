using Permil.Billing;
using Permil.Focus.Export;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;

namespace Permil.Storage.Spend;

/// <summary>
/// All spend of some months in one table: stored usage as Permil bills it, and what other providers' FOCUS files say, as
/// billed there and never priced anew.
/// </summary>
public sealed record SpendReport
{
    public required SpendQuestion Question { get; init; }

    /// <summary>The highest billed cost first, currency by currency.</summary>
    public required IReadOnlyList<SpendGroup> Groups { get; init; }

    /// <summary>All groups of a currency together, in the order of currencies.</summary>
    public required IReadOnlyList<SpendGroup> Totals { get; init; }

    /// <summary>Providers and months that are there from both sources: the same usage may be counted twice.</summary>
    public required IReadOnlyList<(string Provider, BillingMonth Month)> InBoth { get; init; }

    /// <summary>Months of stored usage of which not everything is invoiced.</summary>
    public required IReadOnlyList<BillingMonth> NotInvoiced { get; init; }

    /// <summary>Usage that has no price and is in no amount, in words, a fact a line.</summary>
    public required IReadOnlyList<string> Unpriced { get; init; }

    /// <summary>Events of which it is not known what they used.</summary>
    public required long UnsettledEvents { get; init; }

    /// <param name="store">Usage and imported rows.</param>
    /// <param name="export">Makes the rows of stored usage.</param>
    /// <param name="question">What is asked.</param>
    public static SpendReport Of(UsageStore store, FocusExport export, SpendQuestion question)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(question);
        var sums = new SpendSums();
        var own = new OwnSpend(question.By);
        if (question.Source != SpendSource.Imported)
        {
            foreach (var month in question.Months)
            {
                own.Add(export, month, sums);
            }
        }

        var imported = new ImportedSpend(store, question);
        if (question.Source != SpendSource.Own)
        {
            imported.AddTo(sums);
        }

        var groups = sums.Groups();
        return new()
        {
            Question = question,
            Groups = groups,
            Totals =
            [
                .. groups
                    .GroupBy(group => group.Currency, StringComparer.Ordinal)
                    .Select(same =>
                        same.Select(group => group with { Values = [] }).Aggregate((sum, group) => sum.Plus(group))
                    ),
            ],
            InBoth = question.Source is null ? [.. imported.Providers().Where(own.Has)] : [],
            NotInvoiced = own.NotInvoiced,
            Unpriced = export.Unpriced,
            UnsettledEvents = export.UnsettledEvents,
        };
    }
}
