using System.Diagnostics;
using System.Text;
using Permil.Billing.Bills;
using Permil.Pdf;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoicePdfTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(SampleInvoices.Names), MemberType = typeof(SampleInvoices))]
    public void Write_EveryFigure_CanBeReadBack(string sample)
    {
        var invoice = SampleInvoices.Named(sample);
        var layout = InvoiceLayout.Of(invoice);
        var texts = new ReadPdf(Written(invoice)).Pages.SelectMany(page => page).ToList();

        foreach (var row in layout.Sections.SelectMany(section => section.Groups).SelectMany(group => group.Rows))
        {
            texts.Remove(row.Amount).ShouldBeTrue($"amount {row.Amount} of {row.What}");
            (row.ListCost is null || texts.Remove(row.ListCost)).ShouldBeTrue($"list cost {row.ListCost}");
            (row.Quantity is null || texts.Remove(row.Quantity)).ShouldBeTrue($"quantity {row.Quantity}");
        }

        foreach (var sum in layout.Summary)
        {
            texts.Remove(sum.Amount).ShouldBeTrue($"{sum.Label} {sum.Amount}");
        }
    }

    [Fact]
    public void Write_FiveHundredLines_EveryPageHasNumberHeadAndPlace()
    {
        var pages = new ReadPdf(Written(SampleInvoices.Long(500))).Pages;

        pages.Count.ShouldBe(12);
        foreach (var (i, page) in pages.Index())
        {
            page.ShouldContain("Invoice ACME-000042");
            page.ShouldContain(FormattableString.Invariant($"Page {i + 1} of 12"));
            page.ShouldContain("List cost");
        }

        pages.SelectMany(page => page).Count(text => text.StartsWith("team-", StringComparison.Ordinal)).ShouldBe(500);
    }

    [Fact]
    public void Write_AnyNumberOfLines_TheTotalHasRowsOnItsPage()
    {
        for (var lines = 20; lines < 60; lines++)
        {
            var page = new ReadPdf(Written(SampleInvoices.Long(lines))).Pages.Single(page => page.Contains("Rounding"));
            page.ShouldContain(text => text.StartsWith("team-", StringComparison.Ordinal), $"{lines} lines");
            page.ShouldContain("Sum", $"{lines} lines");
            page.Count(text => text == "Total due").ShouldBeGreaterThan(0, $"{lines} lines");
        }
    }

    [Fact]
    public void Write_SameInvoice_IsTheSameBytes()
    {
        var expected = Written(SampleInvoices.Full);

        Parallel.For(0, 8, _ => Written(SampleInvoices.Full).ShouldBe(expected));
    }

    [Theory]
    [InlineData("customer")]
    [InlineData("address")]
    [InlineData("account")]
    [InlineData("reason")]
    [InlineData("provider")]
    [InlineData("model")]
    [InlineData("meter")]
    [InlineData("sub-account")]
    [InlineData("unit")]
    [InlineData("commitment")]
    [InlineData("tax")]
    [InlineData("remark")]
    public void Write_CharactersTheFontLacks_AreSaid(string place) =>
        TextOf(WithText(SampleInvoices.Full, place, "\u6771")).ShouldContain("Characters shown as a box");

    [Fact]
    public void Write_AllCharactersInTheFont_SaysNothingOfThem() =>
        TextOf(SampleInvoices.Full).ShouldNotContain("Characters shown as a box");

    [Fact]
    public void Write_Day_IsOfTheIssueOrTheEndOfTheMonth()
    {
        Encoding.Latin1.GetString(Written(SampleInvoices.Short)).ShouldContain("/CreationDate (D:20261102093000Z)");
        Encoding.Latin1.GetString(Written(SampleInvoices.Draft)).ShouldContain("/CreationDate (D:20261101000000Z)");
    }

    [Theory]
    [InlineData(false, "Invoice ACME-000042")]
    [InlineData(true, "Invoice (void) ACME-000042")]
    public void Write_Void_IsSaidAtEveryFoot(bool isVoid, string name)
    {
        using var stream = new MemoryStream();
        InvoicePdf.Write(stream, SampleInvoices.Full, isVoid);

        new ReadPdf(stream.ToArray()).Pages.Select(page => page[^2]).Distinct().ShouldBe([name]);
    }

    [Fact]
    public void Write_LongSubAccount_IsCutWithAnEllipsis() => TextOf(SampleInvoices.Awkward).ShouldContain("...");

    [Fact]
    public void Write_AnotherReader_FindsTheTotalAndEveryPage()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Written(SampleInvoices.Long(500)));
            if (TextByPoppler(file) is not { } text)
            {
                output.WriteLine("pdftotext is not on this machine: only the reader of these tests has read the file");
                return;
            }

            text.ShouldContain("Total due");
            text.ShouldContain("USD 10,992.85");
            text.ShouldContain("team-0499");
            text.Count(character => character == '\f').ShouldBe(12);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? TextByPoppler(string file)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Select(folder => Path.Combine(folder, "pdftotext")).FirstOrDefault(File.Exists) is not { } program)
        {
            return null;
        }

        var start = new ProcessStartInfo(program, ["-layout", file, "-"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        errors.GetAwaiter().GetResult().ShouldBeEmpty();
        return text;
    }

    private static Invoice WithText(Invoice invoice, string place, string text)
    {
        Invoice With(Func<InvoiceLine, InvoiceLine> change) =>
            invoice with
            {
                Lines = [change(invoice.Lines[6]), .. invoice.Lines],
            };
        Invoice WithKey(Func<BillLineKey, BillLineKey> change) =>
            With(line => line with { Line = line.Line with { Key = change(line.Line.Key) } });
        return place switch
        {
            "customer" => invoice with { Customer = invoice.Customer with { Name = text } },
            "address" => invoice with { Customer = invoice.Customer with { Address = [text] } },
            "account" => invoice with { Account = text },
            "reason" => invoice with { Reason = text },
            "provider" => WithKey(key => key with { Provider = text }),
            "model" => WithKey(key => key with { Model = text }),
            "meter" => WithKey(key => key with { Meter = text }),
            "sub-account" => WithKey(key => key with { SubAccount = text }),
            "unit" => WithKey(key => key with { PricingUnit = text }),
            "commitment" => WithKey(key => key with { Rule = text }),
            "tax" => With(_ => SampleInvoices.Tax(1m, 1m) with { Description = text }),
            "remark" => invoice with { Unpriced = [text] },
            _ => throw new ArgumentException(place, nameof(place)),
        };
    }

    private static string TextOf(Invoice invoice) =>
        string.Join('\n', new ReadPdf(Written(invoice)).Pages.SelectMany(page => page));

    private static byte[] Written(Invoice invoice)
    {
        using var stream = new MemoryStream();
        InvoicePdf.Write(stream, invoice);
        return stream.ToArray();
    }
}
