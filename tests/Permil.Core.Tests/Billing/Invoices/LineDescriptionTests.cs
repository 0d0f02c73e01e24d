using Permil.Billing.Bills;
using Permil.Billing.Contracts;
using Permil.Usage;

namespace Permil.Billing.Invoices;

public sealed class LineDescriptionTests
{
    private static readonly BillLineKey Output = new()
    {
        Category = ChargeCategory.Usage,
        Provider = "house",
        Model = "small",
        Mode = Mode.Batch,
        Meter = "output_tokens",
    };

    private static Contract Contract =>
        TestBilling
            .Terms(
                """
                minimums: [{ id: least, name: Monthly minimum, amount: 500.50, agreed: 2026-01-01 }]
                spend-commitments:
                  - { id: spend, name: Annual spend, amount: 9000, from: 2026-01-01, until: 2027-01-01, paid: arrears, agreed: 2026-01-01 }
                taxes: [{ id: vat, name: VAT, percent: 7.5, agreed: 2026-01-01 }]
                """
            )
            .Contract;

    [Fact]
    public void Of_Usage_NamesModelMeterAndMode()
    {
        TextOf(Output).ShouldBe("small: output tokens (batch)");
        TextOf(Output with { Mode = null }).ShouldBe("small: output tokens");
        TextOf(Output with { Model = "" }).ShouldBe("house: output tokens (batch)");
        TextOf(Output with { Model = null }).ShouldBe("house: output tokens (batch)");
    }

    [Fact]
    public void Of_UsageUnderARule_SaysHow()
    {
        TextOf(Output with { Rule = "spend", Commitment = CommitmentStatus.Used })
            .ShouldBe("small: output tokens (batch), under Annual spend");
        TextOf(Output with { Rule = "spend", Commitment = CommitmentStatus.Unused }).ShouldBe("Annual spend: not used");
        TextOf(Output with { Rule = "spend" }).ShouldBe("small: output tokens (batch), beyond Annual spend");
        TextOf(Output with { Rule = "gone" }).ShouldBe("small: output tokens (batch), beyond gone");
    }

    [Theory]
    [InlineData(ChargeCategory.Purchase, "spend", "Annual spend, 2026-01-01 to 2027-01-01")]
    [InlineData(ChargeCategory.Purchase, "gone", "gone")]
    [InlineData(ChargeCategory.Purchase, null, "")]
    [InlineData(ChargeCategory.Adjustment, "least", "Monthly minimum: what is missing of 500.5 USD")]
    [InlineData(ChargeCategory.Adjustment, "spend", "Annual spend: what is missing of 9000 USD")]
    [InlineData(ChargeCategory.Adjustment, "gone", "gone")]
    [InlineData(ChargeCategory.Adjustment, null, "Adjustment")]
    [InlineData(ChargeCategory.Tax, "vat", "VAT 7.5%")]
    [InlineData(ChargeCategory.Tax, "gone", "gone")]
    [InlineData(ChargeCategory.Tax, null, "Tax")]
    public void Of_LinesOfRules_NameThem(ChargeCategory category, string? rule, string text) =>
        TextOf(new BillLineKey { Category = category, Rule = rule }).ShouldBe(text);

    [Fact]
    public void Of_Credit_NamesIt() =>
        TextOf(new BillLineKey { Category = ChargeCategory.Credit, Credit = "welcome" }).ShouldBe("Credit welcome");

    private static string TextOf(BillLineKey key) => LineDescription.Of(key, Contract);
}
