using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

/// <summary>What a month costs by other terms: notes that put its invoice right.</summary>
public sealed class InvoiceNoteTests
{
    private static readonly BillingMonth November = October.Next;

    [Fact]
    public void NoteOf_WrongPrice_ReversesTheOldLineAndBillsTheNewOne()
    {
        var book = new MemoryBook(Terms("taxes: [{ id: vat, percent: 10, agreed: 2026-01-01 }]"));
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        var number = book.Issue(October).Number;
        book.Charges.Store(Tokens("late", "2026-10-06", "small", Meters.InputTokens, 1_000_000));
        book.Terms = Terms(
            "taxes: [{ id: vat, percent: 10, agreed: 2026-01-01 }]",
            book: Book.Replace("input_tokens: 1,", "input_tokens: 0.5,", StringComparison.Ordinal)
        );

        var note = book.Note(October, "the price was wrong")!;

        note.Kind.ShouldBe(InvoiceKind.CreditNote);
        note.Corrects.ShouldBe(number);
        note.Reason.ShouldBe("the price was wrong");
        note.Total.ShouldBe(-0.55m);
        note.Lines.Select(line => (line.Line.Key.ListUnitPrice, line.Line.PricingQuantity, line.Line.BilledCost))
            .ShouldBe([(0.5m, 1, 0.5m), (1, -1, -1), (null, 0, -0.05m)]);
        book.Note(October, null).ShouldBeNull();
        book.Issue(November).Total.ShouldBe(0.55m);
    }

    [Theory]
    [InlineData(50, InvoiceKind.CreditNote, -4)]
    [InlineData(0, InvoiceKind.DebitNote, 4)]
    public void NoteOf_LessOrMoreOwed_IsACreditOrADebitNote(int percent, InvoiceKind kind, int total)
    {
        string Off(int off) => off == 0 ? "" : $"discounts: [{{ id: off, percent: {off}, agreed: 2026-01-01 }}]";
        var book = new MemoryBook(Terms(Off(50 - percent)));
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 8_000_000));
        book.Issue(October);
        book.Terms = Terms(Off(percent));

        var note = book.Note(October, "agreed otherwise").ShouldNotBeNull();

        (note.Kind, note.Total, note.Corrects, note.Reason).ShouldBe((kind, total, "INV-000001", "agreed otherwise"));
    }

    [Fact]
    public void NoteOf_LaterMonth_CorrectsItsOwnInvoice()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(
            Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000),
            Tokens("b", "2026-11-05", "small", Meters.InputTokens, 2_000_000)
        );
        book.Issue(October);
        book.Issue(November);
        book.Terms = Terms("discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]");

        var note = book.Note(November, null).ShouldNotBeNull();

        (note.Corrects, note.Month, note.Total).ShouldBe(("INV-000002", November, -1));
    }

    /// <summary>Half of twice the price: the lines change, what is owed does not.</summary>
    [Fact]
    public void NoteOf_OtherLinesOfTheSameSum_IsADebitNoteOverNothing()
    {
        var book = new MemoryBook(Terms());
        book.Charges.Store(Tokens("a", "2026-10-05", "small", Meters.InputTokens, 1_000_000));
        book.Issue(October);
        book.Terms = Terms(
            "discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]",
            book: Book.Replace("input_tokens: 1,", "input_tokens: 2,", StringComparison.Ordinal)
        );

        var note = book.Note(October, null).ShouldNotBeNull();

        (note.Kind, note.Total, note.Lines.Count).ShouldBe((InvoiceKind.DebitNote, 0, 2));
    }
}
