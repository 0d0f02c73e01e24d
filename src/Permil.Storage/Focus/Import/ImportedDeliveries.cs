using Permil.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Storage.Focus.Import;

/// <summary>What was imported and is stored.</summary>
public static class ImportedDeliveries
{
    /// <summary>In the order of provider, account and month.</summary>
    public static IReadOnlyList<FocusDelivery> Of(UsageStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var connection = store.Connect();
        return new FocusDeliveryTable(connection).All();
    }

    /// <summary>Takes imported rows out of the store again.</summary>
    /// <param name="store">Open for writing.</param>
    /// <param name="provider">Whose.</param>
    /// <param name="account">The billing account; <see langword="null"/>: all.</param>
    /// <param name="month">The month; <see langword="null"/>: all.</param>
    /// <returns>What is gone.</returns>
    public static IReadOnlyList<FocusDelivery> Remove(
        UsageStore store,
        string provider,
        string? account,
        BillingMonth? month
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        lock (store.Billing)
        {
            using var connection = store.Connect();
            connection.Execute("BEGIN TRANSACTION");
            var table = new FocusDeliveryTable(connection);
            var gone = table
                .All()
                .Where(delivery =>
                    delivery.Provider == provider
                    && (account is null || delivery.Account == account)
                    && (month is null || delivery.Month == month)
                )
                .ToList();
            foreach (var delivery in gone)
            {
                table.Remove(delivery);
            }

            connection.Execute("COMMIT");
            return gone;
        }
    }
}
