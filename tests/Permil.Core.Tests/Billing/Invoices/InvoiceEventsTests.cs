using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Invoices;

public sealed class InvoiceEventsTests
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void OfIssue_Invoice_SaysWhatIsDueAndWhen()
    {
        var issued = InvoiceEvents.OfIssue(Draft(January, Used(January, 12.5m)).Issued(7, Time));

        (issued.Id, issued.Kind, issued.Time, issued.Account).ShouldBe(
            ("invoice.issued/PM-000007", "invoice.issued", Time, "acme")
        );
        issued.Payload.ShouldBe(
            """
            {"number":"PM-000007","kind":"invoice","account":"acme","month":"2026-01","issuedAt":"2026-02-03T04:05:06Z","dueOn":"2026-03-05","currency":"USD","total":"12.5"}
            """
        );
    }

    [Fact]
    public void OfVoid_NoteWithoutADueDay_SaysWhy()
    {
        var note = Draft(January, Used(January, -1)).AsNote("PM-000001").Issued(8, Time) with { DueOn = null };

        var voided = InvoiceEvents.OfVoid(note, Time.AddDays(1), "paid <twice>");

        (voided.Id, voided.Kind, voided.Time).ShouldBe(("invoice.voided/PM-000008", "invoice.voided", Time.AddDays(1)));
        voided.Payload.ShouldBe(
            """
            {"number":"PM-000008","kind":"creditNote","account":"acme","month":"2026-01","issuedAt":"2026-02-03T04:05:06Z","currency":"USD","total":"-1","reason":"paid <twice>"}
            """
        );
    }
}
