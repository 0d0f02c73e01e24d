using System.Globalization;
using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.DuckDb.Writing;

namespace Permil.Storage.Billing;

/// <summary>Rates the usage of a store for bills.</summary>
public sealed class StoredCharges(UsageStore store) : IChargeSource
{
    public long LastSequence => store.Events;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An owner cannot be told by a key, or the terms are of another account.</exception>
    public ChargeSheet Rate(BillingTerms terms, ChargeQuestion question)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(question);
        if (terms.Contract.Account != question.Account)
        {
            throw new ArgumentException(
                $"account: found {question.Account}, allowed: {terms.Contract.Account}, whose terms these are",
                nameof(question)
            );
        }

        using var connection = store.Connect();

        // All questions see the store as it is at the first.
        connection.Execute("BEGIN TRANSACTION");
        return new ChargeReading(connection, store.Codes, terms, question).Read();
    }

    public IReadOnlySet<BillingMonth> MonthsTouched(long afterSequence, long throughSequence)
    {
        using var connection = store.Connect();
        connection.Execute("BEGIN TRANSACTION");
        var range = string.Create(
            CultureInfo.InvariantCulture,
            $"sequence > {afterSequence} AND sequence <= {throughSequence}"
        );
        var months = Months(connection, range).ToHashSet();
        if (new UncountedEvents(connection, throughSequence).RevisedAfter(afterSequence) is { Count: > 0 } revised)
        {
            var numbers = revised.Select(number => number.ToString(CultureInfo.InvariantCulture));
            months.UnionWith(Months(connection, $"sequence IN ({string.Join(", ", numbers)})"));
        }

        return months;
    }

    private static IEnumerable<BillingMonth> Months(DuckDbConnection connection, string condition)
    {
        using var result = connection.Query($"SELECT DISTINCT day FROM usage WHERE {condition}");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                yield return BillingMonth.Of(DateTimeOffset.UnixEpoch.AddDays(chunk.Values<int>(0)[row]));
            }
        }
    }
}
