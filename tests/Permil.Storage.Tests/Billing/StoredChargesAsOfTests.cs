using FsCheck;
using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage.Billing;

/// <summary>What came later does not change what was known.</summary>
public sealed class StoredChargesAsOfTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly BillingTerms Terms = TestTerms.Of(
        "discounts: [{ id: off, percent: 10, from: 2026-02-14, agreed: 2026-01-01 }]",
        "allocation: [{ name: moved, match: { account: B, subAccount: s2 }, set: { account: A } }]"
    );

    private static readonly ChargeQuestion[] Questions =
    [
        .. ((string[])["2026-01", "2026-02", "2026-03"]).Select(TestTerms.Question),
        TestTerms.Question("2026-02") with
        {
            ByHour = [ChargeMatch.Everything],
        },
    ];

    /// <summary>Any history in three parts: asked as of the end of a part, only that much was ever said.</summary>
    [Fact]
    public void Rate_ThroughASequence_IsThatOfAStoreWithTheFirstEvents() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var generator = new HistoryGenerator(new Random(seed));
                    var model = new StoreModel();
                    using var folder = TemporaryFolder.InMemory();
                    using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
                    var charges = new StoredCharges(store);
                    var known = new List<(long Through, List<string> Sheets)>();
                    for (var part = 0; part < 3; part++)
                    {
                        var events = generator.Events(25);
                        model.Import(events);
                        ChargeCase.Import(store, events);
                        var counted = model.Counted();
                        known.Add(
                            (
                                charges.LastSequence,
                                [.. Questions.Select(question => SheetByEvent.TextOf(counted, Terms, question))]
                            )
                        );
                    }

                    foreach (var (through, sheets) in known)
                    {
                        SheetsAsOf(charges, through).ShouldBe(sheets);
                    }

                    SheetsAsOf(charges, through: null).ShouldBe(known[^1].Sheets);
                    TouchedMonthsAreThoseThatChange(charges, known);
                    return true;
                }
            )
            .Holds(40);

    [Fact]
    public void MonthsTouched_Revisions_NameTheMonthsOfAllTheyAreAbout()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        var charges = new StoredCharges(store);
        ChargeCase.Import(store, [Event("e", "2026-01-31T23:59:59Z"), Event("other", "2025-06-01T00:00:00Z")]);
        ChargeCase.Import(store, [Event("late", "2025-12-01T00:00:00Z")]);
        ChargeCase.Import(store, [Revision("moved", "2026-02-01T00:00:00Z", "e")]);
        ChargeCase.Import(store, [Revision("again", "2026-03-01T00:00:00Z", "e")]);
        ChargeCase.Import(store, [Revision("unknown", "2026-05-01T00:00:00Z", "never seen")]);

        Touched(0, 2).ShouldBe(["2025-06", "2026-01"]);
        Touched(2, 3).ShouldBe(["2025-12"]);
        Touched(3, 4).ShouldBe(["2026-01", "2026-02"]);

        // The second takes the place of the first, which leaves its month.
        Touched(4, 5).ShouldBe(["2026-01", "2026-02", "2026-03"]);
        Touched(5, 6).ShouldBe(["2026-05"]);
        Touched(6, 6).ShouldBeEmpty();

        IEnumerable<string> Touched(long after, long through) =>
            charges.MonthsTouched(after, through).Order().Select(month => month.ToString());
    }

    private static void TouchedMonthsAreThoseThatChange(
        StoredCharges charges,
        List<(long Through, List<string> Sheets)> known
    )
    {
        for (var part = 1; part < known.Count; part++)
        {
            var touched = charges.MonthsTouched(known[part - 1].Through, known[part].Through);
            for (var i = 0; i < Questions.Length; i++)
            {
                if (known[part - 1].Sheets[i] != known[part].Sheets[i])
                {
                    touched.ShouldContain(Questions[i].Month);
                }
            }
        }
    }

    private static List<string> SheetsAsOf(StoredCharges charges, long? through) =>
        [
            .. Questions.Select(question =>
                SheetText.Of(charges.Rate(Terms, question with { ThroughSequence = through }))
            ),
        ];

    private static UsageEvent Revision(string id, string time, string target) =>
        Event(id, time) with
        {
            Revises = new Revision(RevisionKind.Amendment, target, null),
        };

    private static UsageEvent Event(string id, string time) =>
        new()
        {
            Id = id,
            Source = "app",
            Time = TestBooks.At(time),
            Model = "flat",
            Account = "A",
            Usage = [new Measurement(Meters.InputTokens, 1)],
        };
}
