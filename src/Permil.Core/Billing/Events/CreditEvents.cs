using Permil.Billing.Invoices;
using Permil.Json;
using Permil.Rating;

namespace Permil.Billing.Events;

/// <summary>
/// What is said of credits that run out. Each is said once for a credit, whoever finds it first: an invoice or calls under
/// way.
/// </summary>
public static class CreditEvents
{
    public const string Low = "credit.low";
    public const string Exhausted = "credit.exhausted";

    /// <summary>What an invoice leaves of the credits it uses.</summary>
    /// <param name="invoice">As issued.</param>
    /// <param name="before">Other documents of the account that stand.</param>
    /// <param name="credits">The account's.</param>
    /// <param name="settings">When a credit is low.</param>
    public static IReadOnlyList<BillingEvent> AfterInvoice(
        Invoice invoice,
        IEnumerable<Invoice> before,
        IEnumerable<Credit> credits,
        BillingEventSettings settings
    )
    {
        ArgumentNullException.ThrowIfNull(invoice);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(credits);
        ArgumentNullException.ThrowIfNull(settings);
        var used = Used(invoice.Lines);
        var usedBefore = Used(before.SelectMany(document => document.Lines));
        return
        [
            .. credits
                .Where(credit => used.GetValueOrDefault(credit.Id) > 0)
                .OrderBy(credit => credit.Id, StringComparer.Ordinal)
                .Select(credit =>
                    Of(
                        credit,
                        Exact.Add(used[credit.Id], usedBefore.GetValueOrDefault(credit.Id)),
                        invoice.Currency,
                        invoice.IssuedAt!.Value,
                        invoice.Number,
                        settings
                    )
                )
                .OfType<BillingEvent>(),
        ];
    }

    /// <summary>What usage so far leaves of the credits that can be used now.</summary>
    public static IReadOnlyList<BillingEvent> OfStandings(
        IEnumerable<CreditStanding> standings,
        string currency,
        DateTimeOffset now,
        BillingEventSettings settings
    )
    {
        ArgumentNullException.ThrowIfNull(standings);
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. standings
                .Where(standing => standing.IsLive)
                .Select(standing =>
                    standing.Used is { } used ? Of(standing.Credit, used, currency, now, invoice: null, settings) : null
                )
                .OfType<BillingEvent>(),
        ];
    }

    private static BillingEvent? Of(
        Credit credit,
        decimal used,
        string currency,
        DateTimeOffset time,
        string? invoice,
        BillingEventSettings settings
    )
    {
        var left = Exact.Add(credit.Amount, -used);
        if (Exact.Multiply(left, 100) > Exact.Multiply(credit.Amount, settings.LowPercent))
        {
            return null;
        }

        var kind = left > 0 ? Low : Exhausted;
        return new BillingEvent(
            $"{kind}/{credit.Account}/{credit.Id}",
            kind,
            time,
            credit.Account,
            EventPayload.Of(json =>
            {
                json.WriteString("credit", credit.Id);
                json.WriteString("kind", EnumName.Of(credit.Kind));
                json.WriteString("currency", currency);
                json.WriteAmount("amount", credit.Amount);
                json.WriteAmount("used", used);
                json.WriteAmount("left", left);
                if (credit.ExpiresAt is { } end)
                {
                    json.WriteTime("expiresAt", end);
                }

                if (invoice is not null)
                {
                    json.WriteString("invoice", invoice);
                }
            })
        );
    }

    private static Dictionary<string, decimal> Used(IEnumerable<InvoiceLine> lines)
    {
        var used = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var line in lines.Select(line => line.Line))
        {
            if (line.Key.Credit is { } credit)
            {
                used[credit] = Exact.Add(used.GetValueOrDefault(credit), -line.BilledCost);
            }
        }

        return used;
    }
}
