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

    private static string Written(Invoice invoice)
    {
        using var output = new StringWriter();
        InvoiceCsv.Write(output, invoice);
        return output.ToString();
    }
}
