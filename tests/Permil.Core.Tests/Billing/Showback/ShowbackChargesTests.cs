using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Showback;

public sealed class ShowbackChargesTests
{
    private static readonly GroupKey ByFeature = new("feature", GroupDimension.Feature);

    private readonly MemoryBook _book = new(Terms());

    [Fact]
    public void Of_OwnersThatLinesName_AsksForNothing()
    {
        _book.Charges.Store(Of("a", "2026-10-02", "chat", 1_000_000));
        var invoice = _book.Issue(October);

        Charges(invoice, [], new GroupKey("tenant", GroupDimension.SubAccount)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_AMonthAlone_IsItsChargesByOwner()
    {
        _book.Charges.Store(
            Of("a", "2026-10-02", "chat", 1_000_000),
            Of("b", "2026-10-03", "search", 2_000_000),
            Of("c", "2026-10-04", "chat", 4_000_000)
        );
        var invoice = _book.Issue(October);
        _book.Charges.Store(Of("late", "2026-10-05", "chat", 8_000_000));

        var (month, charges) = Charges(invoice, [], ByFeature).ShouldHaveSingleItem();

        month.ShouldBe(October);
        charges
            .Now.Select(charge => (charge.Key.Owner.Values[^1], charge.ListCost))
            .ShouldBe([("chat", 5), ("search", 2)], ignoreOrder: true);
        charges.Before.ShouldBeEmpty();
    }

    [Fact]
    public void Of_ACorrectedMonth_IsAsItWasAndAsItIs()
    {
        _book.Charges.Store(Of("a", "2026-10-02", "chat", 1_000_000));
        var october = _book.Issue(October);
        _book.Charges.Store(Of("late", "2026-10-05", "search", 2_000_000), Of("n", "2026-11-05", "chat", 4_000_000));
        var november = _book.Issue(October.Next);

        var charges = Charges(november, [october], ByFeature);

        charges.Keys.ShouldBe([October, October.Next], ignoreOrder: true);
        charges[October]
            .Now.Select(charge => (charge.Key.Owner.Values[^1], charge.ListCost))
            .ShouldBe([("chat", 1), ("search", 2)], ignoreOrder: true);
        charges[October].Before.ShouldHaveSingleItem().ListCost.ShouldBe(1);
        charges[October.Next].Now.ShouldHaveSingleItem().ListCost.ShouldBe(4);
        charges[October.Next].Before.ShouldBeEmpty();
    }

    /// <summary>Usage of November that came before October was invoiced is new all the same.</summary>
    [Fact]
    public void Of_AMonthThatBeganBeforeTheLastInvoice_HasNothingBefore()
    {
        _book.Charges.Store(Of("n", "2026-11-01", "chat", 1_000_000));
        var october = _book.Issue(October);
        _book.Charges.Store(Of("m", "2026-11-05", "chat", 2_000_000));

        var (_, charges) = Charges(_book.Issue(October.Next), [october], ByFeature).ShouldHaveSingleItem();

        charges.Now.ShouldHaveSingleItem().ListCost.ShouldBe(3);
        charges.Before.ShouldBeEmpty();
    }

    /// <summary>October was last looked at with November's invoice.</summary>
    [Fact]
    public void Of_AMonthCorrectedTwice_IsAsTheLastInvoiceSawIt()
    {
        _book.Charges.Store(Of("a", "2026-10-02", "chat", 1_000_000));
        var october = _book.Issue(October);
        _book.Charges.Store(Of("late", "2026-10-05", "chat", 2_000_000));
        var november = _book.Issue(October.Next);
        _book.Charges.Store(Of("later", "2026-10-06", "chat", 4_000_000));

        var charges = Charges(_book.Issue(October.Next.Next), [october, november], ByFeature);

        charges[October].Now.ShouldHaveSingleItem().ListCost.ShouldBe(7);
        charges[October].Before.ShouldHaveSingleItem().ListCost.ShouldBe(3);
    }

    [Fact]
    public void Of_ACorrectedMonth_KeepsItsOwnTerms()
    {
        _book.Charges.Store(Of("a", "2026-10-02", "chat", 1_000_000));
        var october = _book.Issue(October);
        _book.Charges.Store(Of("late", "2026-10-05", "chat", 2_000_000), Of("n", "2026-11-05", "chat", 4_000_000));
        _book.Terms = Terms("discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]");
        var november = _book.Issue(October.Next);

        var charges = Charges(november, [october], ByFeature);

        charges[October].Now.Sum(charge => charge.ContractedCost).ShouldBe(3);
        charges[October.Next].Now.Sum(charge => charge.ContractedCost).ShouldBe(2);
    }

    private IReadOnlyDictionary<BillingMonth, PeriodCharges> Charges(
        Invoice invoice,
        IReadOnlyList<Invoice> earlier,
        GroupKey by
    ) =>
        new ShowbackCharges(_book.Charges, (kept, _) => _book.TermsOf(earlier.Single(other => other.Terms == kept))).Of(
            invoice,
            _book.TermsOf(invoice),
            earlier,
            by
        );

    private static UsageEvent Of(string id, string time, string feature, decimal tokens) =>
        Tokens(id, time, "small", Meters.InputTokens, tokens) with
        {
            Feature = feature,
        };
}
