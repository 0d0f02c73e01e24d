using System.Globalization;
using Permil.Allocation;
using Permil.Billing;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Focus;

/// <summary>Finds whom a month's rows can be of.</summary>
internal static class FocusAccounts
{
    private static readonly GroupKey Account = new("account", GroupDimension.Account);

    /// <summary>Accounts with usage or documents, in order; empty for usage that is of none.</summary>
    /// <param name="store">Usage.</param>
    /// <param name="book">Documents.</param>
    /// <param name="month">The billing period; <see langword="null"/>: all of them.</param>
    /// <param name="catalog">Prices: rules may look at whose model it is.</param>
    /// <param name="rules">Whose usage is.</param>
    public static IEnumerable<string> Of(
        UsageStore store,
        BillingBook book,
        BillingMonth? month,
        PriceCatalog catalog,
        AllocationRules rules
    ) =>
        (rules.IsEmpty ? Recorded(store, month) : Allocated(store, month, catalog, rules))
            .Concat(book.Documents().Select(booked => booked.Invoice.Account))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static List<string> Recorded(UsageStore store, BillingMonth? month)
    {
        var accounts = new List<string>();
        using var connection = store.Connect();
        using var result = connection.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT DISTINCT account FROM usage WHERE {string.Join(" AND ", UsageConditions.OfTime(month?.Start, month?.End).DefaultIfEmpty("true"))}"
            )
        );
        while (result.NextChunk() is { } chunk)
        {
            foreach (var code in chunk.Values<int>(0))
            {
                accounts.Add(store.Codes.Texts.TextOf(code) ?? "");
            }
        }

        return accounts;
    }

    private static IEnumerable<string> Allocated(
        UsageStore store,
        BillingMonth? month,
        PriceCatalog catalog,
        AllocationRules rules
    )
    {
        var selection = new UsageSelection { From = month?.Start, To = month?.End };
        var summary = StoredRating.Rate(store, new Rater(catalog), rules, [Account], selection);
        return summary.Groups.Select(group => group.Values[0] ?? "");
    }
}
