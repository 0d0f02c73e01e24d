using Permil.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Billing;

/// <summary>What others are told of, within somebody's transaction.</summary>
internal sealed class EventTable(DuckDbConnection connection)
{
    /// <summary>One that is there already stays as it is.</summary>
    public void Add(BillingEvent billingEvent) =>
        connection.Execute(
            """
            INSERT INTO billing_event
            SELECT (SELECT coalesce(max(sequence), 0) + 1 FROM billing_event), $1, $2, $3, $4, $5, NULL
            ON CONFLICT DO NOTHING
            """,
            billingEvent.Id,
            billingEvent.Kind,
            StoredTime.Of(billingEvent.Time),
            billingEvent.Account,
            billingEvent.Payload
        );

    /// <summary>Those that were not delivered, in the order in which they were added.</summary>
    public IReadOnlyList<BillingEvent> Undelivered()
    {
        var events = new List<BillingEvent>();
        using var result = connection.Query(
            "SELECT id, kind, time, account, payload FROM billing_event WHERE delivered IS NULL ORDER BY sequence"
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                events.Add(
                    new BillingEvent(
                        chunk.Text(0, row)!,
                        chunk.Text(1, row)!,
                        StoredTime.Read(chunk.Int64(2, row)),
                        chunk.Text(3, row)!,
                        chunk.Text(4, row)!
                    )
                );
            }
        }

        return events;
    }

    /// <summary>Whether an event of an id was added, delivered or not.</summary>
    public bool Has(string id) => connection.QueryNumber("SELECT count(*) FROM billing_event WHERE id = ?", id) > 0;

    public void Delivered(string id, DateTimeOffset time) =>
        connection.Execute(
            "UPDATE billing_event SET delivered = ? WHERE id = ? AND delivered IS NULL",
            StoredTime.Of(time),
            id
        );
}
