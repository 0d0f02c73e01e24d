namespace Permil.Billing.Invoices.Documents;

public sealed class InvoiceTextTests
{
    [Fact]
    public void Write_EveryKindOfLine_IsAsExpected() =>
        ExpectedDocument.Verify("full.txt", Written(SampleInvoices.Full));

    private static string Written(Invoice invoice, bool isVoid = false)
    {
        using var output = new StringWriter();
        InvoiceText.Write(output, invoice, isVoid);
        return output.ToString();
    }

    [Fact]
    public void Dump()
    {
        var dir = Environment.GetEnvironmentVariable("DUMP")!;
        void One(string name, Invoice invoice)
        {
            using (var o = File.Create(Path.Combine(dir, name + ".pdf")))
                InvoicePdf.Write(o, invoice);
            using (var w = new StreamWriter(Path.Combine(dir, name + ".html")))
                InvoiceHtml.Write(w, invoice);
            using (var w = new StreamWriter(Path.Combine(dir, name + ".csv")))
                InvoiceCsv.Write(w, invoice);
        }
        One("full", SampleInvoices.Full);
        One("long", SampleInvoices.Long(500));
    }
}
