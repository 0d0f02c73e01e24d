using System.Globalization;
using Permil.Usage;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoiceCsvTests
{
    [Fact]
    public void Write_EveryKindOfLine_IsAsExpected() =>
        ExpectedDocument.Verify("full.csv", Written(SampleInvoices.Full));

    [Fact]
    public void Write_BilledCosts_AddUpToTheTotalToTheLastDigit()
    {
        var rows = Written(SampleInvoices.Long(50)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1);

        rows.Select(row => decimal.Parse(row.Split(',')[^1], CultureInfo.InvariantCulture))
            .Sum()
            .ShouldBe(SampleInvoices.Long(50).Total);
    }

    [Fact]
    public void Write_AwkwardTexts_AreQuotedAndRecordsEndWithCrLf()
    {
        var invoice = SampleInvoices.Of([
            SampleInvoices.Tokens("a,\"b\"\nc", Mode.Serverless, "input_tokens", "=1+1", 1m, 1m, 1m),
        ]);

        var text = Written(invoice);

        text.ShouldContain(",together,\"a,\"\"b\"\"\nc\",serverless,");
        text.ShouldContain(",=1+1,");
        text.ShouldEndWith("\r\n");
        text.Split("\r\n").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(InvoiceKind.Invoice, "invoice")]
    [InlineData(InvoiceKind.CreditNote, "credit_note")]
    [InlineData(InvoiceKind.DebitNote, "debit_note")]
    public void Write_Kind_IsNamed(InvoiceKind kind, string name) =>
        Written(SampleInvoices.Short with { Kind = kind }).Split("\r\n")[1].Split(',')[1].ShouldBe(name);

    [Fact]
    public void Write_TwoInvoices_AreBehindEachOtherInOneFile()
    {
        using var output = new StringWriter();
        InvoiceCsv.Write(output, SampleInvoices.Short);
        InvoiceCsv.Write(output, SampleInvoices.Full);

        output.ToString().ShouldBe(Written(SampleInvoices.Short) + Written(SampleInvoices.Full));
    }

    private static string Written(Invoice invoice)
    {
        using var output = new StringWriter();
        InvoiceCsv.Write(output, invoice);
        return output.ToString();
    }
}
