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
    /// since in its usage.
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

        var invoiced = standing.SelectMany(invoice => invoice.Lines).ToList();
        var lines = new List<InvoiceLine>();
        var hasChanged = false;
        foreach (var earlier in standing.Select(invoice => invoice.Month).Distinct().Order())
        {
            var (through, invoiceTerms) = (Watermark(standing, earlier), TermsOf(standing, earlier));
            var earlierTerms = termsOf(invoiceTerms, account);
            if (
                source.MonthsTouched(through, throughSequence).Contains(earlier)
                || (hasChanged && DependsOnOthers(earlierTerms.Contract, earlier))
            )
            {
                hasChanged = true;
                lines.AddRange(Corrections(earlier, account, earlierTerms, throughSequence, [.. invoiced, .. lines]));
            }
        }

        var bill = Bill(month, account, terms, throughSequence, [.. invoiced, .. lines]);
        lines.InsertRange(0, bill.Lines.Select(line => LineOf(line, month, isCorrection: false, terms.Contract)));
        return Document(InvoiceKind.Invoice, month, account, terms, lines) with
        {
            Terms = Reference(terms, throughSequence),
            Unpriced = [.. bill.Unpriced.Select(UnpricedText)],
            UnsettledEvents = bill.UnsettledEvents,
        };
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
        var through = Watermark(standing, month);
        var lines = Corrections(month, account, terms, through, [.. standing.SelectMany(invoice => invoice.Lines)]);
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
        };
    }

    /// <summary>What is invoiced of a month does not say all that its usage comes to by now; the difference, nothing when there is none.</summary>
    private List<InvoiceLine> Corrections(
        BillingMonth month,
        string account,
        BillingTerms terms,
        long throughSequence,
        IReadOnlyList<InvoiceLine> invoiced
    )
    {
        var difference = new BillLineSums();
        foreach (var line in Bill(month, account, terms, throughSequence, invoiced).Lines)
        {
            difference.Add(line);
        }

        foreach (var line in invoiced.Where(line => line.Period == month && line.Line.Key.Rule != BillLineKey.Rounding))
        {
            difference.Subtract(line.Line);
        }

        return [.. difference.Lines.Select(line => LineOf(line, month, isCorrection: true, terms.Contract))];
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

    /// <summary>Whether a month's bill says what is left of something that other months use too.</summary>
    private static bool DependsOnOthers(Contract contract, BillingMonth month) =>
        contract
            .Of<Commitment>()
            .Any(commitment =>
                commitment is SpendCommitment or QuantityCommitment { Pool: CommitmentPool.Term }
                && CommitmentPurchase.EndsIn(commitment, month)
            );

    private static string UnpricedText(UnpricedGroup group) =>
        $"{(group.Model.Length == 0 ? "no model" : group.Model)}: {group.Events} events, {string.Join(", ", group.Quantities.Select(measured => $"{DecimalText.Of(measured.Quantity)} {measured.Meter.Name}"))}: {group.Reason}";
}
