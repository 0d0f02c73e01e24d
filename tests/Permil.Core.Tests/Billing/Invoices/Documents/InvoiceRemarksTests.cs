using System.Globalization;

namespace Permil.Billing.Invoices.Documents;

public sealed class InvoiceRemarksTests
{
    [Theory]
    [InlineData("2026-11-02", "Payment is due on receipt (2026-11-02). Please name ACME-000042.")]
    [InlineData("2026-11-03", "Payment is due by 2026-11-03, 1 day after the date of issue. Please name ACME-000042.")]
    [InlineData("2026-11-04", "Payment is due by 2026-11-04, 2 days after the date of issue. Please name ACME-000042.")]
    public void Of_DueOn_SaysHowLongAfterTheIssue(string due, string remark) =>
        Remarks(SampleInvoices.Short with { DueOn = DateOnly.Parse(due, CultureInfo.InvariantCulture) })[0]
            .ShouldBe(remark);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Of_NothingToPay_AsksForNoPayment(int amount)
    {
        var invoice = SampleInvoices.Of([SampleInvoices.Adjustment("r", "Back", amount)]);

        Remarks(invoice).ShouldNotContain(remark => remark.StartsWith("Payment", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Model a has no price", "Not on this invoice, since it has no price: Model a has no price.")]
    [InlineData("Model a has no price.", "Not on this invoice, since it has no price: Model a has no price.")]
    public void Of_Unpriced_IsASentenceWithOneStop(string unpriced, string remark) =>
        Remarks(SampleInvoices.Short with { Unpriced = [unpriced] }).ShouldContain(remark);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "1 call of October 2026 of which it is not known yet what it used. It comes as a correction")]
    [InlineData(
        1_234,
        "1,234 calls of October 2026 of which it is not known yet what they used. They come as corrections"
    )]
    public void Of_UnsettledCalls_AreCounted(int events, string? words)
    {
        var remarks = Remarks(SampleInvoices.Short with { Unpriced = [], UnsettledEvents = events });

        var expected = words is null ? [] : new[] { $"Not on this invoice: {words} on a later one." };
        remarks.Where(remark => remark.StartsWith("Not on this", StringComparison.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("JPY", "to 1 JPY.")]
    [InlineData("USD", "to 0.01 USD.")]
    [InlineData("KWD", "to 0.001 KWD.")]
    public void Of_Currency_NamesTheSmallestUnit(string currency, string end) =>
        Remarks(SampleInvoices.Of([], currency))
            .ShouldContain($"All amounts are in {currency}. Only the total is rounded, once, half to even, {end}");

    [Theory]
    [InlineData("0.123456", false)]
    [InlineData("0.1234561", true)]
    public void Of_MoreThanSixDigits_SaysThatAmountsAreCut(string amount, bool isCut)
    {
        var line = SampleInvoices.Adjustment("r", "x", decimal.Parse(amount, CultureInfo.InvariantCulture));

        Remarks(SampleInvoices.Of([line]))
            .Any(remark => remark.Contains("shown to 6 digits", StringComparison.Ordinal))
            .ShouldBe(isCut);
    }

    [Fact]
    public void Of_Terms_AreNamedWithTheDayOfKnowledgeIfThereIsOne()
    {
        var terms = SampleInvoices.Short.Terms;

        Remarks(SampleInvoices.Short with { Terms = terms with { AsKnownOn = null } })[^1]
            .ShouldBe("Made by together.yaml (aaaaaaaaaaaa), acme.yaml (bbbbbbbbbbbb), from usage up to event 123456.");
        Remarks(SampleInvoices.Short with { Terms = terms with { Texts = [] } })
            .ShouldNotContain(remark => remark.StartsWith("Made by", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Remarks(Invoice invoice) => InvoiceLayout.Of(invoice).Remarks;
}
