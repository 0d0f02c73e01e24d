using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Invoices;

/// <summary>Makes invoices: pure, the same facts always give the same document.</summary>
/// <param name="source">Usage.</param>
/// <param name="termsOf">Reads the terms that an invoice of an account was made by.</param>
public sealed class InvoiceDraft(IChargeSource source, Func<InvoiceTerms, string, BillingTerms> termsOf)
{
    /// <summary>
    /// A month's invoice as one would issue it now: the month's bill, and for each month invoiced before what has changed
    /// since, in its usage or in what other months left it of credits and commitments.
    /// </summary>
    /// <param name="history">What the account's book holds, in the order of entries.</param>
    /// <param name="month">The month. It has no invoice that stands.</param>
    /// <param name="account">The account.</param>
    /// <param name="terms">Of the account; earlier months keep theirs.</param>
    /// <param name="throughSequence">The last event to look at.</param>
    public Invoice OfMonth(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms,
        long throughSequence
    )
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(terms);
        var standing = history.Where(issued => issued.Stands).Select(issued => issued.Invoice).ToList();
        if (standing.Exists(invoice => invoice.Month == month))
        {
            throw new ArgumentException($"{month} of '{account}' is invoiced", nameof(month));
        }

        CheckCurrency(standing, terms.Contract.Currency);
        var invoiced = standing.SelectMany(invoice => invoice.Lines).ToList();
        var months = standing.Select(invoice => invoice.Month).Distinct().Order().ToList();

        // Notes since the last invoice have changed their own months alone; what follows for others is still to come.
        var changes = standing
            .AsEnumerable()
            .Reverse()
            .TakeWhile(invoice => invoice.Kind != InvoiceKind.Invoice)
            .SelectMany(invoice => invoice.Lines)
            .ToList();
        var touched = new Dictionary<long, IReadOnlySet<BillingMonth>>();
        var own = new List<InvoiceLine>();
        var corrections = new List<InvoiceLine>();
        var unpriced = new List<string>();
        months.Where(earlier => earlier < month).ToList().ForEach(Correct);
        var bill = Bill(month, account, terms, throughSequence, [.. invoiced, .. corrections]);
        own.AddRange(bill.Lines.Select(line => LineOf(line, month, isCorrection: false, terms.Contract)));
        months.Where(later => later > month).ToList().ForEach(Correct);
        return Document(InvoiceKind.Invoice, month, account, terms, [.. own, .. corrections]) with
        {
            Terms = Reference(terms, throughSequence),
            Unpriced = [.. bill.Unpriced.Select(UnpricedText), .. unpriced],
            UnsettledEvents = bill.UnsettledEvents,
        };

        // Most months were last looked at by the same invoice.
        IReadOnlySet<BillingMonth> MonthsTouchedSince(long watermark) =>
            touched.TryGetValue(watermark, out var known)
                ? known
                : touched[watermark] = source.MonthsTouched(watermark, throughSequence);

        void Correct(BillingMonth other)
        {
            var otherTerms = termsOf(TermsOf(standing, other), account);

            // Months after this one were invoiced before it, or while another invoice of it stood.
            if (
                other < month
                && !MonthsTouchedSince(Watermark(standing, other)).Contains(other)
                && !SharedUse.Depends(otherTerms, other, changes)
            )
            {
                return;
            }

            var made = Bill(other, account, otherTerms, throughSequence, [.. invoiced, .. own, .. corrections]);
            var differences = Differences(made, otherTerms, invoiced);
            corrections.AddRange(differences);
            changes.AddRange(differences);
            unpriced.AddRange(
                made.Unpriced.Select(UnpricedText)
                    .Where(fact => !standing.Exists(invoice => Says(invoice, other, fact)))
                    .Select(fact => $"{other}: {fact}")
            );
        }
    }

    /// <summary>
    /// Prices an invoiced month anew, by other terms and the same usage; <see langword="null"/> when nothing changes.
    /// </summary>
    /// <param name="history">What the account's book holds, in the order of entries.</param>
    /// <param name="month">The month. It has an invoice that stands.</param>
    /// <param name="account">The account.</param>
    /// <param name="terms">The terms that are right.</param>
    /// <param name="reason">Why, for people.</param>
    public Invoice? NoteOf(
        IReadOnlyList<IssuedInvoice> history,
        BillingMonth month,
        string account,
        BillingTerms terms,
        string? reason
    )
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(terms);
        var standing = history.Where(issued => issued.Stands).Select(issued => issued.Invoice).ToList();
        var corrected =
            standing.Find(invoice => invoice.Kind == InvoiceKind.Invoice && invoice.Month == month)
            ?? throw new ArgumentException($"{month} of '{account}' is not invoiced", nameof(month));
        CheckCurrency(standing, terms.Contract.Currency);
        var through = Watermark(standing, month);
        var invoiced = standing.SelectMany(invoice => invoice.Lines).ToList();
        var bill = Bill(month, account, terms, through, invoiced);
        var lines = Differences(bill, terms, invoiced);
        if (lines.Count == 0)
        {
            return null;
        }

        var note = Document(InvoiceKind.DebitNote, month, account, terms, lines);
        return note with
        {
            Kind = note.Total < 0 ? InvoiceKind.CreditNote : InvoiceKind.DebitNote,
            Corrects = corrected.Number,
            Reason = reason,
            Terms = Reference(terms, through),
            Unpriced = [.. bill.Unpriced.Select(UnpricedText)],
            UnsettledEvents = bill.UnsettledEvents,
        };
    }

    /// <summary>What was invoiced in one currency cannot be corrected in another.</summary>
    private static void CheckCurrency(IEnumerable<Invoice> standing, string currency)
    {
        if (standing.FirstOrDefault(invoice => invoice.Currency != currency) is { } other)
        {
            throw new BillingRefusedException(
                $"currency: found {currency}, allowed: {other.Currency}, in which {other.Number} was issued; an account keeps its currency"
            );
        }
    }

    /// <summary>What a month's bill says that is not invoiced of it, or not so.</summary>
    private static List<InvoiceLine> Differences(Bill bill, BillingTerms terms, IEnumerable<InvoiceLine> invoiced)
    {
        var difference = new BillLineSums();
        foreach (var line in bill.Lines)
        {
            difference.Add(line);
        }

        foreach (var line in invoiced.Where(line => line.Period == bill.Month && !InvoiceTotals.IsRounding(line.Line)))
        {
            difference.Subtract(line.Line);
        }

        return [.. difference.Lines.Select(line => LineOf(line, bill.Month, isCorrection: true, terms.Contract))];
    }

    private Bill Bill(
        BillingMonth month,
        string account,
        BillingTerms terms,
        long throughSequence,
        IEnumerable<InvoiceLine> invoiced
    ) =>
        BillMaker.Make(
            terms,
            account,
            month,
            source.Rate(terms, BillMaker.QuestionOf(terms, account, month, throughSequence)),
            UsedElsewhere.Than(month, invoiced)
        );

    private static Invoice Document(
        InvoiceKind kind,
        BillingMonth month,
        string account,
        BillingTerms terms,
        List<InvoiceLine> lines
    )
    {
        var contract = terms.Contract;
        var exact = lines.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Line.BilledCost));
        var total = MinorUnit.Round(exact, contract.Currency);
        if (total != exact)
        {
            var rounding = Exact.Add(total, -exact);
            lines.Add(
                new InvoiceLine
                {
                    Period = month,
                    IsCorrection = false,
                    Description = "Rounding",
                    Line = new BillLine
                    {
                        Key = new BillLineKey { Category = ChargeCategory.Adjustment, Rule = BillLineKey.Rounding },
                        ListCost = rounding,
                        ContractedCost = rounding,
                        EffectiveCost = rounding,
                        BilledCost = rounding,
                    },
                }
            );
        }

        return new Invoice
        {
            Kind = kind,
            Account = account,
            Issuer = contract.Issuer,
            Customer = contract.Customer ?? new Party { Name = account },
            Month = month,
            Currency = contract.Currency,
            Lines = lines,
            Total = total,
            Terms = Reference(terms, 0),
            Unpriced = [],
            UnsettledEvents = 0,
        };
    }

    private static InvoiceLine LineOf(BillLine line, BillingMonth period, bool isCorrection, Contract contract) =>
        new()
        {
            Period = period,
            IsCorrection = isCorrection,
            Description = LineDescription.Of(line.Key, contract),
            Line = line,
        };

    private static InvoiceTerms Reference(BillingTerms terms, long throughSequence) =>
        new(
            [.. terms.Texts.Select(text => new TermsReference(text.Kind, text.Name, text.Hash))],
            terms.AsKnownOn,
            throughSequence
        );

    /// <summary>The last event that any document could see of a month.</summary>
    private static long Watermark(IEnumerable<Invoice> standing, BillingMonth month) =>
        standing
            .SkipWhile(invoice => invoice.Month != month)
            .Where(invoice => invoice.Kind == InvoiceKind.Invoice)
            .Max(invoice => invoice.Terms.ThroughSequence);

    /// <summary>Those of the month's own last document: a note changes them.</summary>
    private static InvoiceTerms TermsOf(IEnumerable<Invoice> standing, BillingMonth month) =>
        standing.Last(invoice => invoice.Month == month).Terms;

    /// <summary>Whether a document says already that something of a month has no price.</summary>
    private static bool Says(Invoice invoice, BillingMonth month, string fact) =>
        invoice.Unpriced.Contains(invoice.Month == month ? fact : $"{month}: {fact}", StringComparer.Ordinal);

    private static string UnpricedText(UnpricedGroup group) =>
        $"{(group.Model.Length == 0 ? "no model" : group.Model)}: {group.Events} events, {string.Join(", ", group.Quantities.Select(measured => $"{DecimalText.Of(measured.Quantity)} {measured.Meter.Name}"))}: {group.Reason}";
}
