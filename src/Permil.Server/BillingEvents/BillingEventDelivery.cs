using Microsoft.Extensions.Logging;
using Permil.Billing;
using Permil.Billing.Events;
using Permil.Server.Alerts;
using Permil.Storage.Billing;

namespace Permil.Server.BillingEvents;

/// <summary>Sends what waits once, for those who run no server.</summary>
public static class BillingEventDelivery
{
    /// <summary>
    /// Sends each event that waits, once, in order; after one that is not taken the rest of its account waits for another
    /// time.
    /// </summary>
    /// <param name="book">Where events wait.</param>
    /// <param name="options">Who is told.</param>
    /// <param name="logger">The log.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends it between two events.</param>
    /// <returns>Each event that was sent or waits, and whether it was taken.</returns>
    /// <exception cref="AlertException">An option that cannot be.</exception>
    public static async Task<IReadOnlyList<(BillingEvent Event, bool WasTaken)>> OnceAsync(
        BillingBook book,
        BillingEventOptions options,
        ILogger logger,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        options.Sending.Check();
        if (options.Webhook is not { } url)
        {
            throw new ArgumentException("no webhook", nameof(options));
        }

        using var webhook = new Webhook(url, options.Sending, logger, clock);
        var outcomes = new List<(BillingEvent, bool)>();
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var billingEvent in book.UndeliveredEvents())
        {
            var wasTaken =
                !failed.Contains(billingEvent.Account)
                && await webhook.DeliverAsync(
                    billingEvent.Id,
                    EventPayload.Envelope(billingEvent),
                    deadline: clock.GetUtcNow(),
                    cancellationToken
                );
            if (wasTaken)
            {
                book.MarkDelivered(billingEvent.Id);
            }
            else
            {
                failed.Add(billingEvent.Account);
            }

            outcomes.Add((billingEvent, wasTaken));
        }

        return outcomes;
    }
}
