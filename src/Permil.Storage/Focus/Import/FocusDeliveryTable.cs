using Permil.Billing;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus.Import;

/// <summary>The imported rows by provider, account and month, within somebody's transaction.</summary>
internal sealed class FocusDeliveryTable(DuckDbConnection connection)
{
    private const string Columns = "SELECT delivery, provider, account, month, row_count, content, files, time";

    public long NextNumber() => connection.QueryNumber("SELECT coalesce(max(delivery), 0) + 1 FROM focus_delivery");

    /// <summary>In the order of provider, account and month.</summary>
    public IReadOnlyList<FocusDelivery> All() =>
        Read($"{Columns} FROM focus_delivery ORDER BY provider, account, month");

    /// <summary>Puts what came in into the place of what was there of its provider, account and month.</summary>
    /// <param name="part">What came in.</param>
    /// <param name="now">The time.</param>
    /// <param name="canShrink">Whether it may take the place of more rows.</param>
    public FocusImportedPart Take(IncomingPart part, DateTimeOffset now, bool canShrink)
    {
        var known = Read(
                $"{Columns} FROM focus_delivery WHERE provider = ? AND account = ? AND month = ?",
                part.Provider,
                part.Account,
                part.Month.ToString()
            )
            .SingleOrDefault();
        if (known is not null && (known.Rows, known.Content) == (part.Rows, part.Content))
        {
            return new(known, known.Rows, IsUnchanged: true);
        }

        if (known is not null && known.Rows > part.Rows && !canShrink)
        {
            return new(known, known.Rows, IsUnchanged: false) { RowsNotTaken = part.Rows };
        }

        if (known is not null)
        {
            Remove(known);
        }

        connection.Execute(
            "INSERT INTO focus_delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            part.Number,
            part.Provider,
            part.Account,
            part.Month.ToString(),
            part.Rows,
            part.Content,
            part.Files,
            StoredTime.Of(now)
        );
        connection.Execute($"INSERT INTO focus_row FROM {IncomingRows.Table} WHERE delivery = ?", part.Number);
        var taken = new FocusDelivery
        {
            Number = part.Number,
            Provider = part.Provider,
            Account = part.Account,
            Month = part.Month,
            Rows = part.Rows,
            Content = part.Content,
            Files = part.Files,
            ImportedAt = now,
        };
        return new(taken, known?.Rows, IsUnchanged: false);
    }

    public void Remove(FocusDelivery delivery)
    {
        connection.Execute("DELETE FROM focus_row WHERE delivery = ?", delivery.Number);
        connection.Execute("DELETE FROM focus_delivery WHERE delivery = ?", delivery.Number);
    }

    private List<FocusDelivery> Read(string sql, params ReadOnlySpan<DuckDbValue> parameters)
    {
        var found = new List<FocusDelivery>();
        using var result = connection.Query(sql, parameters);
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                found.Add(
                    new()
                    {
                        Number = chunk.Int64(0, row),
                        Provider = chunk.Text(1, row)!,
                        Account = chunk.Text(2, row)!,
                        Month = BillingMonth.Parse(chunk.Text(3, row)!),
                        Rows = chunk.Int64(4, row),
                        Content = chunk.Integer(5, row),
                        Files = chunk.Text(6, row)!,
                        ImportedAt = StoredTime.Read(chunk.Int64(7, row)),
                    }
                );
            }
        }

        return found;
    }
}
