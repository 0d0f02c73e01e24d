using System.Globalization;

namespace Permil.Billing.Invoices.Documents;

/// <summary>What an invoice says below its total.</summary>
internal static class InvoiceRemarks
{
    private const int HashDigits = 12;

    public static IEnumerable<string> Of(Invoice invoice, InvoiceFigures figures, bool isVoid)
    {
        var month = InvoiceFigures.Month(invoice.Month);
        if (!isVoid && invoice is { Number: { } number, Total: > 0, DueOn: { } due, IssuedAt: { } issued })
        {
            var days = due.DayNumber - DateOnly.FromDateTime(issued.UtcDateTime).DayNumber;
            var when = due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return days == 0
                ? $"Payment is due on receipt ({when}). Please name {number}."
                : $"Payment is due by {when}, {days} {(days == 1 ? "day" : "days")} after the date of issue. Please name {number}.";
        }

        foreach (var unpriced in invoice.Unpriced)
        {
            yield return $"Not on this invoice, since it has no price: {unpriced}.".Replace(
                "..",
                ".",
                StringComparison.Ordinal
            );
        }

        if (invoice.UnsettledEvents > 0)
        {
            var (calls, they, come) =
                invoice.UnsettledEvents == 1
                    ? ("1 call", "it", "It comes as a correction")
                    : (
                        $"{invoice.UnsettledEvents.ToString("N0", CultureInfo.InvariantCulture)} calls",
                        "they",
                        "They come as corrections"
                    );
            yield return $"Not on this invoice: {calls} of {month} of which it is not known yet what {they} used. "
                + $"{come} on a later one.";
        }

        yield return RoundingOf(figures);
        if (invoice.Terms.Texts.Count > 0)
        {
            var texts = invoice.Terms.Texts.Select(text =>
                $"{text.Name} ({text.Hash[..Math.Min(HashDigits, text.Hash.Length)]})"
            );
            var known = invoice.Terms.AsKnownOn is { } day
                ? $", as known on {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
                : "";
            yield return $"Made by {string.Join(", ", texts)}{known}, from usage up to event {invoice.Terms.ThroughSequence.ToString(CultureInfo.InvariantCulture)}.";
        }
    }

    private static string RoundingOf(InvoiceFigures figures)
    {
        var unit = figures.MinorDigits == 0 ? "1" : "0." + new string('0', figures.MinorDigits - 1) + "1";
        var cut = figures.IsCut
            ? $" Amounts are added up exactly and shown to {InvoiceFigures.MostDigits} digits behind the point, so that a sum shown"
                + " can differ from those of its rows in the last; the JSON and CSV forms show every digit."
            : "";
        return $"All amounts are in {figures.Currency}. Only the total is rounded, once, half to even, to {unit} {figures.Currency}.{cut}";
    }
}
