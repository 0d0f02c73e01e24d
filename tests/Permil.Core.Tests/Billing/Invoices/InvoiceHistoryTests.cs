using Permil.Billing.Bills;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Invoices;

public sealed class InvoiceHistoryTests
{
    private static readonly DateTimeOffset Time = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void BuiltOn_LaterMonthOfItsOwn_IsNone()
    {
        var history = History(Draft(January, Used(January, 1)), Draft(February, Used(February, 1)));

        history.BuiltOn(history[0]).ShouldBeNull();
        history.BuiltOn(history[1]).ShouldBeNull();
    }

    [Fact]
    public void BuiltOn_LaterLinesOfItsMonth_IsThatDocument()
    {
        var history = History(
            Draft(January, Used(January, 1)),
            Draft(February, Used(February, 1), Used(January, 1, isCorrection: true))
        );

        history.BuiltOn(history[0]).ShouldBe(history[1]);
    }

    [Fact]
    public void BuiltOn_NoteOfTheMonth_IsTheNote()
    {
        var history = History(Draft(January, Used(January, 1)), Draft(January).AsNote("PM-000001"));

        history.BuiltOn(history[0]).ShouldBe(history[1]);
        history.BuiltOn(history[1]).ShouldBeNull();
    }

    [Theory]
    [InlineData("gpu", true)]
    [InlineData("spend", false)]
    public void BuiltOn_LaterUseOfItsCommitment_IsThatDocument(string used, bool isBuiltOn)
    {
        var history = History(
            Draft(January, Purchase(January, "gpu", 1)),
            Draft(February, Used(February, 1), Committed(February, used, CommitmentStatus.Used, 1))
        );

        history.BuiltOn(history[0]).ShouldBe(isBuiltOn ? history[1] : null);
    }

    /// <summary>The later invoice looked at usage from its mark on: January's late usage is in February's alone.</summary>
    [Fact]
    public void BuiltOn_LaterInvoiceAfterCorrections_IsThatInvoice()
    {
        var history = History(
            Draft(January, Used(January, 1)),
            Draft(February, Used(February, 1), Used(January, 1, isCorrection: true)),
            Draft(March, Used(March, 1))
        );

        history.BuiltOn(history[1]).ShouldBe(history[2]);
        history.BuiltOn(history[2]).ShouldBeNull();
    }

    /// <summary>Notes are made of usage up to the mark of their month's invoices: they pass nothing by, and nothing passes by them.</summary>
    [Fact]
    public void BuiltOn_NotesOfOtherMonths_AreNone()
    {
        var corrected = Draft(February, Used(February, 1), Used(January, 1, isCorrection: true));
        var note = Draft(January, Used(January, 1, isCorrection: true)).AsNote("PM-000001");

        var noteLast = History(corrected, Draft(March).AsNote("PM-000009"));
        noteLast.BuiltOn(noteLast[0]).ShouldBeNull();
        var noteFirst = History(note, Draft(March, Used(March, 1)));
        noteFirst.BuiltOn(noteFirst[0]).ShouldBeNull();
    }

    [Fact]
    public void BuiltOn_LaterDocumentThatIsVoid_IsNone()
    {
        var history = History(Draft(January, Used(January, 1)), Draft(January).AsNote("PM-000001"));

        new[] { history[0], history[1] with { VoidedAt = 3 } }.BuiltOn(history[0]).ShouldBeNull();
    }

    [Fact]
    public void Before_EntryBetween_IsWhatStoodThen()
    {
        var history = History(Draft(January), Draft(February), Draft(March));
        history[0] = history[0] with { VoidedAt = 4 };
        history[1] = history[1] with { VoidedAt = 6 };

        history.Before(5).Select(issued => (issued.Entry, issued.Stands)).ShouldBe([(1, false), (2, true), (3, true)]);
        history.Before(3).Select(issued => (issued.Entry, issued.Stands)).ShouldBe([(1, true), (2, true)]);
    }

    [Fact]
    public void InvoiceOf_VoidInvoicesAndNotes_DoNotCount()
    {
        var history = History(Draft(January), Draft(January).AsNote("PM-000001"));

        history.InvoiceOf(January).ShouldBe(history[0]);
        history.InvoiceOf(February).ShouldBeNull();
        history[0] = history[0] with { VoidedAt = 3 };
        history.InvoiceOf(January).ShouldBeNull();
        history.InvoicedUntil().ShouldBeNull();
    }

    private static List<IssuedInvoice> History(params IReadOnlyList<Invoice> drafts) =>
        [.. drafts.Select((draft, i) => new IssuedInvoice(i + 1, draft.Issued(i + 1, Time), null))];
}
