using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoiceLayoutTests
{
    /// <summary>What can be on an invoice, with amounts of at most 6 digits behind the point, as they are shown.</summary>
    private static readonly Gen<InvoiceLine> Lines =
        from amount in Gen.Choose(-5_000_000, 50_000_000).Select(millionths => millionths / 1_000_000m)
        from line in Gen.Elements(
            SampleInvoices.Tokens("a", Mode.Serverless, "input_tokens", "x", Math.Abs(amount), 1m, 1m),
            SampleInvoices.Tokens("b", Mode.Batch, "output_tokens", null, Math.Abs(amount), 1m, 1m),
            SampleInvoices.Adjustment("minimum", "Minimum", amount),
            SampleInvoices.Credit("c", CreditKind.Goodwill, "Goodwill", -Math.Abs(amount)),
            SampleInvoices.Tax(19m, amount)
        )
        from isCorrection in Gen.Elements(true, false)
        select isCorrection ? SampleInvoices.Correction(line, new BillingMonth(2026, 8)) : line;

    [Fact]
    public void Of_AnyLines_WhatIsShownAddsUpToTheTotal() =>
        Prop.ForAll(
                Lines.ListOf().ToArbitrary(),
                lines =>
                {
                    var invoice = SampleInvoices.Of([.. lines]);
                    var layout = InvoiceLayout.Of(invoice);
                    var parts = layout
                        .Summary.Where(sum => sum.Kind == InvoiceSumKind.Part)
                        .Sum(sum => Number(sum.Amount));
                    var sections = layout.Sections.All(section =>
                        section.Groups.SelectMany(group => group.Rows).Sum(row => Number(row.Amount))
                        == Number(section.Amount)
                    );
                    return parts == invoice.Total && Number(layout.Summary[^1].Amount) == invoice.Total && sections;
                }
            )
            .Holds(200);

    [Theory]
    [InlineData(InvoiceKind.Invoice, true, "Invoice")]
    [InlineData(InvoiceKind.Invoice, false, "Draft invoice")]
    [InlineData(InvoiceKind.CreditNote, true, "Credit note")]
    [InlineData(InvoiceKind.DebitNote, true, "Debit note")]
    [InlineData(InvoiceKind.CreditNote, false, "Draft credit note")]
    public void Of_Kind_IsTheTitle(InvoiceKind kind, bool isIssued, string title)
    {
        var invoice = SampleInvoices.Full with { Kind = kind };
        var layout = InvoiceLayout.Of(
            isIssued ? invoice : invoice with { Number = null, IssuedAt = null, DueOn = null }
        );

        layout.Title.ShouldBe(title);
        (layout.Notice is null).ShouldBe(isIssued);
    }

    [Fact]
    public void Of_Note_NamesWhatItCorrectsAndWhy()
    {
        var line = SampleInvoices.Tokens("a", Mode.Serverless, "input_tokens", null, 1m, -2m, -2m);
        var note = SampleInvoices.Of([SampleInvoices.Correction(line, SampleInvoices.October)]) with
        {
            Kind = InvoiceKind.CreditNote,
            Corrects = "ACME-000041",
            Reason = "Wrong price",
        };

        var layout = InvoiceLayout.Of(note);

        layout.Facts.ShouldContain(new InvoiceFact("Corrects", "ACME-000041"));
        layout.Facts.ShouldNotContain(fact => fact.Label == "Due on");
        layout.Reason.ShouldBe("Wrong price");
        layout.Sections.Single().Title.ShouldBe("Corrections of October 2026");
        layout
            .Sections.Single()
            .Intro!.ShouldStartWith("Differences to ACME-000041 for October 2026, from other terms");
        layout.Summary[^1].ShouldBe(new InvoiceSum("Total in your favour", "USD -2.00", InvoiceSumKind.Total));
    }

    [Fact]
    public void Of_LinesAReaderCannotTellApart_AreOneRow()
    {
        var line = SampleInvoices.Tokens("a", Mode.Serverless, "input_tokens", "x", 1.5m, 2m, 2m);
        var otherSku = line with { Line = line.Line with { Key = line.Line.Key with { Sku = "other" } } };
        var otherPrice = line with { Line = line.Line with { Key = line.Line.Key with { ListUnitPrice = 3m } } };

        var rows = InvoiceLayout
            .Of(SampleInvoices.Of([line, otherSku, otherPrice]))
            .Sections.Single()
            .Groups.Single()
            .Rows;

        rows.Select(row => (row.Quantity, row.UnitPrice, row.AgreedPrice, row.Amount))
            .ShouldBe([("3.0", "2.00", null, "6.00"), ("1.5", "3.00", "2.00", "3.00")]);
    }

    [Theory]
    [InlineData("JPY", "JPY 1,234,568")]
    [InlineData("USD", "USD 1,234,567.89")]
    [InlineData("KWD", "KWD 1,234,567.891")]
    public void Of_Total_IsInMinorUnits(string currency, string total)
    {
        var line = SampleInvoices.Adjustment("x", "Minimum", 1_234_567.8912m);

        InvoiceLayout.Of(SampleInvoices.Of([line], currency)).Summary[^1].Amount.ShouldBe(total);
    }

    [Fact]
    public void Of_AmountsThatRoundToNothing_HaveNoSign()
    {
        var line = SampleInvoices.Adjustment("x", "Minimum", -0.0000001m);

        var layout = InvoiceLayout.Of(SampleInvoices.Of([line]));

        layout.Sections.Single().Amount.ShouldBe("0.000000");
        layout.Remarks.ShouldContain(remark => remark.Contains("shown to 6 digits", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0.0000005", "0.000000")]
    [InlineData("0.0000015", "0.000002")]
    [InlineData("-0.0000025", "-0.000002")]
    public void Of_HalfADigit_IsRoundedToEven(string amount, string shown)
    {
        var line = SampleInvoices.Adjustment("x", "Minimum", decimal.Parse(amount, CultureInfo.InvariantCulture));

        InvoiceLayout.Of(SampleInvoices.Of([line])).Sections.Single().Amount.ShouldBe(shown);
    }

    [Fact]
    public void Of_RowsWithAndWithoutSubAccount_HaveAColumnForIt()
    {
        var line = SampleInvoices.Tokens("a", Mode.Serverless, "input_tokens", null, 1m, 2m, 2m);
        var owned = SampleInvoices.Tokens("a", Mode.Serverless, "input_tokens", "x", 1m, 2m, 2m);

        InvoiceLayout.Of(SampleInvoices.Of([line, owned])).HasSubAccounts.ShouldBeTrue();
        InvoiceLayout.Of(SampleInvoices.Of([line])).HasSubAccounts.ShouldBeFalse();
    }

    [Fact]
    public void Of_UsageOfAMeterWithoutName_IsCalledAsTheLineIs()
    {
        var line = SampleInvoices.Tokens("a", Mode.Batch, "", null, 1m, 2m, 2m) with { Description = "Some usage" };

        InvoiceLayout
            .Of(SampleInvoices.Of([line]))
            .Sections.Single()
            .Groups.Single()
            .Rows.Single()
            .What.ShouldBe("Some usage");
    }

    [Fact]
    public void Of_TotalOfNothing_IsDueOnNoDay()
    {
        var layout = InvoiceLayout.Of(SampleInvoices.Of([]) with { DueOn = new DateOnly(2026, 12, 2) });

        layout.Facts.ShouldNotContain(fact => fact.Label == "Due on");
    }

    [Fact]
    public void Of_NothingAtAll_HasATotal()
    {
        var layout = InvoiceLayout.Of(SampleInvoices.Of([]));

        layout.Sections.ShouldBeEmpty();
        layout.Summary.ShouldBe([new InvoiceSum("Total due", "USD 0.00", InvoiceSumKind.Total)]);
    }

    private static decimal Number(string text) =>
        decimal.Parse(text.Split(' ')[^1], NumberStyles.Number, CultureInfo.InvariantCulture);
}
