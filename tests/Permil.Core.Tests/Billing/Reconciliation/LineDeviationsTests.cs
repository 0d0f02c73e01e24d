using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>What a difference in cost is made of: 1 a token until the 11th, 2 from then on.</summary>
public sealed class LineDeviationsTests
{
    private static readonly PriceCatalog Catalog = new([
        TestBooks.Read(
            """
            models:
              - id: m
                kind: chat
                prices:
                  - { price: { input_tokens: 1 }, per: token, from: 2026-01-01, until: 2026-09-11, source: page }
                  - { price: { input_tokens: 2 }, per: token, from: 2026-09-11, source: page }
            """
        ),
    ]);

    private static readonly SkuPrice Price = Catalog.Prices.First();

    [Fact]
    public void Of_WhatTheBillDoesNotHave_IsAllThatIsStored()
    {
        Of([Stored("10", "10"), Stored("20", "20")]).ShouldBe([(FindingKind.MissingThere, -30, -30)]);
        Of([Stored("0", "0")]).ShouldBeEmpty();
    }

    [Fact]
    public void Of_WhatIsNotStored_IsMissingAtTheListPrice_AndTheRestIsThePrice() =>
        Of([], Billed("10", "11"), Billed("20", "44", "2026-09-11"))
            .ShouldBe([(FindingKind.MissingHere, 30, 50), (FindingKind.PriceDiffers, 0, 5)]);

    [Fact]
    public void Of_WhatIsNotStoredAndHasNoPrice_IsMissingAtTheBillsCost() =>
        Of([], Billed("10", "11") with { Start = TestBooks.At("2025-01-01") }, Billed("5", "6"))
            .ShouldBe([(FindingKind.MissingHere, 15, 17)], "the book has no price of 2025");

    /// <summary>A fee for a quantity of 0 is no agreement, whether the book has a price or not.</summary>
    [Theory]
    [InlineData("input_tokens", FindingKind.PriceDiffers)]
    [InlineData("web_searches", FindingKind.MissingHere)]
    public void Of_ACostForNothing_IsAFinding(string meter, FindingKind kind)
    {
        Of(meter, Billed("0", "5")).ShouldBe([(kind, 0, 5)]);
        Of(meter, Billed("0", "0")).ShouldBeEmpty();
    }

    /// <summary>Two lines of so few decimals that their sum could be 0: at their list price nothing is wrong.</summary>
    [Fact]
    public void Of_AsGoodAsNothing_IsComparedWithTheListPrice()
    {
        BillLine[] atList = [Billed("0.01", "0.01"), Billed("0.00", "0.00")];

        Of("input_tokens", atList).ShouldBeEmpty();
        Of("input_tokens", Billed("0.01", "0.51"), Billed("0.00", "0.00"))
            .ShouldBe([(FindingKind.PriceDiffers, 0, 0.5m)]);
        Of("web_searches", Billed("0.01", "0.51"), Billed("0.00", "0.00"))
            .ShouldBe([(FindingKind.MissingHere, 0, 0.51m)]);
    }

    /// <summary>What is taken back at a later price leaves the difference of the prices.</summary>
    [Fact]
    public void Of_WhatIsTakenBackAtItsOwnPrice_IsNoDifference() =>
        Of([], Billed("10", "10"), Billed("-10", "-20", "2026-09-20")).ShouldBeEmpty();

    [Fact]
    public void Of_NothingForNothing_IsNoDifference() => Of([], Billed("0", "0")).ShouldBeEmpty();

    [Fact]
    public void Of_BothTheSame_IsNoDifference() => Of([Stored("10", "10")], Billed("10", "10")).ShouldBeEmpty();

    [Fact]
    public void Of_AnotherCostForTheSame_IsThePrice() =>
        Of([Stored("10", "10")], Billed("10", "7")).ShouldBe([(FindingKind.PriceDiffers, 0, -3)]);

    [Fact]
    public void Of_AnotherQuantityAtAnotherPrice_IsBoth() =>
        Of([Stored("10", "10")], Billed("14", "15"))
            .ShouldBe([(FindingKind.QuantityDiffers, 4, 4), (FindingKind.PriceDiffers, 0, 1)]);

    [Theory]
    [InlineData("10", FindingKind.NoPriceHere, 0)]
    [InlineData("14", FindingKind.QuantityDiffers, 4)]
    public void Of_WhatIsPricedInPart_CannotBeCheckedByCost(string billed, FindingKind kind, int delta) =>
        Of([Stored("6", "6"), Stored("4", "0", isPriced: false)], Billed(billed, "15")).ShouldBe([(kind, delta, 9)]);

    /// <summary>
    /// The bill's windows are on both sides of a change, so it is not known at which price the rest of its quantity is,
    /// on whichever side the stored usage was.
    /// </summary>
    [Theory]
    [InlineData("10")]
    [InlineData("20")]
    public void Of_AnotherQuantityOverAChangeOfPrice_IsOneDifference(string listCost) =>
        Of([Stored("10", listCost)], Billed("6", "6"), Billed("8", "16", "2026-09-20"))
            .ShouldBe([(FindingKind.QuantityDiffers, 4, 22 - int.Parse(listCost))]);

    [Fact]
    public void Of_ACostWithoutAQuantity_IsComparedAsACost()
    {
        Of([Stored("10", "10")], Billed(null, "10")).ShouldBeEmpty();
        Of([Stored("10", "10")], Billed(null, "12")).ShouldBe([(FindingKind.PriceDiffers, 0, 2)]);
        Of([Stored("10", "10")], Billed("10", "10"), Billed(null, "2")).ShouldBe([(FindingKind.PriceDiffers, 0, 2)]);
        Of([Stored("10", "0", isPriced: false)], Billed(null, "2")).ShouldBe([(FindingKind.NoPriceHere, 0, 2)]);
        Of([Stored("10", "0", isPriced: false)], Billed(null, "0")).ShouldBe([(FindingKind.NoPriceHere, 0, 0)]);
        Of([], Billed(null, "2")).ShouldBe([(FindingKind.MissingHere, 0, 2)]);
        Of([], Billed(null, "0")).ShouldBeEmpty();
    }

    private static StoredLine Stored(string quantity, string listCost, bool isPriced = true) =>
        TestLines.Stored(quantity, listCost, isPriced ? Price : null);

    private static BillLine Billed(string? quantity, string cost, string start = "2026-09-01") =>
        TestLines.Billed(quantity, cost, start);

    private static List<(FindingKind, decimal, decimal)> Of(string meter, params BillLine[] billed)
    {
        Meters.TryFind(meter, out var found).ShouldBeTrue();
        var use = new BilledUse(found!, Mode.Serverless, new Dictionary<string, string>(StringComparer.Ordinal));
        var id = new LineId(new DateOnly(2026, 9, 1), TestLines.Sku with { Meter = found! }, null);
        var lines = billed.Select(line => line with { Use = use }).ToList();
        var compared = new ComparedLine(id, new BillRounding(lines));
        compared.Billed.AddRange(lines);
        return Of(compared);
    }

    private static List<(FindingKind, decimal, decimal)> Of(StoredLine[] stored, params BillLine[] billed) =>
        Of(TestLines.Compared(stored, billed));

    private static List<(FindingKind, decimal, decimal)> Of(ComparedLine line) =>
        [
            .. new LineDeviations(new ListPrices(Catalog, "acme"))
                .Of(line)
                .Select(found => (found.Kind, found.Delta, found.CostEffect)),
        ];
}
