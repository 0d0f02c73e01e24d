using FsCheck;
using FsCheck.Fluent;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Billing;

/// <summary>Charges are those of each event, to the last digit, whatever is asked.</summary>
public sealed class StoredChargesPropertyTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Rate_AnyTermsAndQuestions_IsThatOfEachEvent() => ShouldHold(70, hasRules: false, AgreesWithEvents);

    [Fact]
    public void Rate_AnyAllocation_IsThatOfEachEventAllocated() => ShouldHold(70, hasRules: true, AgreesWithEvents);

    [Fact]
    public void Rate_AnyQuestion_ListsForWhatTheReportSays() => ShouldHold(40, hasRules: true, AgreesWithReport);

    [Fact]
    public void Rate_ByTheHour_AddsUpToTheSameKeys() => ShouldHold(40, hasRules: true, HoursAddUp);

    [Fact]
    public void Rate_UnitPrices_TimesQuantityAreTheCosts() => ShouldHold(40, hasRules: false, UnitPricesGiveCosts);

    private static void AgreesWithEvents(ChargeCase drawn, StoredCharges charges, UsageStore store)
    {
        var question = drawn.Question();
        var terms = drawn.Terms(question.Account);
        var expected = SheetByEvent.TextOf(drawn.Events, terms, question);
        var found = SheetText.Of(charges.Rate(terms, question));
        if (found != expected)
        {
            var (foundLines, expectedLines) = (found.Split('\n'), expected.Split('\n'));
            Assert.Fail(
                $"{question.Account} {question.Month} cuts {string.Join(' ', question.Cuts.Select(cut => $"{cut:O}"))}, {question.ByHour.Count} by hour\n"
                    + $"stored:\n{string.Join('\n', foundLines.Except(expectedLines))}\n"
                    + $"event by event:\n{string.Join('\n', expectedLines.Except(foundLines))}\n{drawn.Told(terms)}"
            );
        }
    }

    private static void AgreesWithReport(ChargeCase drawn, StoredCharges charges, UsageStore store)
    {
        var question = drawn.Question();
        var terms = drawn.Terms(question.Account);
        var sheet = charges.Rate(terms, question);
        var selection = new UsageSelection
        {
            From = question.Month.Start,
            To = question.Month.End,
            Filters = [new UsageFilter(GroupKey.Parse("account")!, [question.Account])],
        };
        var report = StoredRating.Rate(store, new Rater(terms.Catalog), terms.Rules, [], selection);
        sheet.Lines.Sum(line => line.ListCost).ShouldBe(report.ListCost);
        sheet.UnsettledEvents.ShouldBe(report.Unsettled);
        sheet
            .Unpriced.Select(group => (group.Model, group.Reason, group.Events))
            .ShouldBe(report.UnpricedGroups.Select(group => (group.Model, group.Reason, group.Events)));
    }

    private static void HoursAddUp(ChargeCase drawn, StoredCharges charges, UsageStore store)
    {
        var question = drawn.Question() with { ByHour = [] };
        var terms = drawn.Terms(question.Account);
        var hourly = charges.Rate(terms, question with { ByHour = [ChargeMatch.Everything] });
        HashSet<DateTimeOffset> cuts = [.. question.Cuts, .. terms.Rates.Boundaries, .. terms.Catalog.PriceBoundaries];
        hourly.Lines.ShouldAllBe(line => line.Start.UtcTicks % TimeSpan.TicksPerHour == 0 || cuts.Contains(line.Start));
        Totals(hourly).ShouldBe(Totals(charges.Rate(terms, question)));

        static List<string> Totals(ChargeSheet sheet) =>
            [
                .. sheet
                    .Lines.GroupBy(line => line.Key)
                    .Select(same =>
                        $"{SheetText.Of(same.Key)}: {same.Sum(line => line.Events)} {DecimalText.Of(same.Sum(line => line.ConsumedQuantity))} {DecimalText.Of(same.Sum(line => line.ListCost))} {DecimalText.Of(same.Sum(line => line.ContractedCost))}"
                    ),
            ];
    }

    private static void UnitPricesGiveCosts(ChargeCase drawn, StoredCharges charges, UsageStore store)
    {
        const byte Rounded = 12;
        var question = drawn.Question();
        foreach (var line in charges.Rate(drawn.Terms(question.Account), question).Lines)
        {
            // A quantity of 12 decimals may have been rounded: then what was consumed decides.
            var isRounded = (line.PricingQuantity / 1.000000000000000000000000000000m).Scale >= Rounded;
            var most = isRounded ? line.Events * 0.000_000_000_001m : 0;
            if (line.Key.ListUnitPrice is { } list)
            {
                Math.Abs(Exact.Multiply(list, line.PricingQuantity) - line.ListCost)
                    .ShouldBeLessThanOrEqualTo(list * most);
            }

            if (line.Key.ContractedUnitPrice is { } own && line.Key.Meter.Unit == "token")
            {
                Math.Abs(Exact.Multiply(own, line.PricingQuantity) - line.ContractedCost)
                    .ShouldBeLessThanOrEqualTo(own * line.Events * 0.000_000_000_001m);
            }
        }
    }

    private static void ShouldHold(int cases, bool hasRules, Action<ChargeCase, StoredCharges, UsageStore> check)
    {
        var (asked, unholdable) = (0, 0);
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var drawn = new ChargeCase(seed, hasRules);
                    using var folder = TemporaryFolder.InMemory();
                    using var store = ChargeCase.StoreOf(folder, drawn.Events);
                    var charges = new StoredCharges(store);
                    for (var question = 0; question < 6; question++)
                    {
                        asked++;
                        try
                        {
                            check(drawn, charges, store);
                        }
                        catch (InexactAmountException)
                        {
                            unholdable++;
                        }
                    }

                    return true;
                }
            )
            .Holds(cases);

        // Few amounts may have more digits than can be held.
        unholdable.ShouldBeLessThan(asked / 20);
    }
}
