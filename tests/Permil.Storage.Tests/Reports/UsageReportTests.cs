using Permil.Allocation;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Billing.Showback;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Storage.Reports;

public sealed class UsageReportTests
{
    private static readonly BillingMonth January = new(2026, 1);

    private static readonly BillingTerms Half = TestTerms.Of(
        "discounts: [{ id: half, percent: 50, agreed: 2026-01-01 }]"
    );

    [Fact]
    public void Costs_NobodyHasAgreedAnything_AreTheListCost()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January)]);

        var report = Report(store, [], _ => throw new InvalidOperationException("no terms are needed"));

        report.Billed.ShouldBeNull();
        report.Costs.ShouldBe(new ShowbackCosts(3, 3, 3, 3));
        report.PerMillion.ShouldBe(3);
        report.Summary.Groups.Count.ShouldBe(1);
    }

    [Fact]
    public void Costs_OnlyAnotherAccountHasAContract_AreTheListCost()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January), Used("e2", "B", January)]);
        var ofB = new UsageSelection { Filters = [new UsageFilter(GroupKey.Parse("account")!, ["B"])] };

        Report(store, ["A"], _ => Half, ofB).Billed.ShouldBeNull();
        var both = Report(store, ["A"], _ => Half);
        both.Costs.ShouldBe(new ShowbackCosts(6, 4.5m, 4.5m, 4.5m));
        both.PerMillion.ShouldBe(2.25m);
        both.PerRequest.ShouldBe(2.25m);
    }

    [Fact]
    public void Costs_TheContractIsInAnotherCurrency_AreNotKnown()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January)]);
        var terms = BillingTerms.Of(
            "A",
            [
                .. TestTerms.Of().Texts,
                new TermsText(TermsKind.Contract, "a.yaml", "contract: c1\naccount: A\ncurrency: EUR\n"),
            ],
            asKnownOn: null
        );

        var report = Report(store, ["A"], _ => terms);

        report.Billed!.UnknownBecause.ShouldBe("account 'A' is billed in EUR, the prices are in USD");
        report.Costs.ShouldBeNull();
        report.PerRequest.ShouldBeNull();
        report.PerMillion.ShouldBeNull();
        report.Summary.ListCost.ShouldBe(3);
    }

    /// <summary>The correction of what came late is on the first open month alone, though none of them has usage.</summary>
    [Fact]
    public void Costs_LateUsageOfAnInvoicedMonth_AreOfOneOpenMonth()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January)]);
        var (book, charges) = (new BillingBook(store), new StoredCharges(store));
        book.Issue(
            "A",
            January,
            Half,
            history =>
                new InvoiceDraft(charges, book.TermsOf).OfMonth(history, January, "A", Half, charges.LastSequence)
        );
        ChargeCase.Import(store, [Used("late", "A", January)]);

        decimal? EffectiveOf(int month, int months) =>
            Report(
                store,
                ["A"],
                _ => Half,
                new UsageSelection
                {
                    From = new BillingMonth(2026, month).Start,
                    To = new BillingMonth(2026, month + months).Start,
                }
            ).Costs?.EffectiveCost;

        EffectiveOf(month: 1, months: 1).ShouldBe(1.5m);
        EffectiveOf(month: 2, months: 1).ShouldBe(1.5m);
        EffectiveOf(month: 3, months: 1).ShouldBe(0);
        EffectiveOf(month: 1, months: 9).ShouldBe(3);
    }

    [Fact]
    public void Costs_WhatIsBoughtLongAfterTheLastUsage_AreInItsMonthWhenThatIsAskedFor()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January)]);
        var terms = TestTerms.Of(
            "spend-commitments: [{ id: ahead, amount: 45, from: 2026-08-01, until: 2026-10-01, paid: upfront, agreed: 2026-01-01 }]"
        );

        Report(store, ["A"], _ => terms).Costs!.Value.BilledCost.ShouldBe(3);
        var year = Report(
            store,
            ["A"],
            _ => terms,
            new UsageSelection { From = January.Start, To = January.Start.AddYears(1) }
        );
        year.Costs.ShouldBe(new ShowbackCosts(3, 93, 48, 48));
        year.Billed!.BesideUsage.Select(other => (other.What, other.Costs.BilledCost))
            .ShouldBe([("commitments bought", 45m), ("unused commitments", 0m)]);
    }

    [Fact]
    public void Groups_OfWhatIsNoUsage_HaveNoValueAndNoEvents()
    {
        using var folder = TemporaryFolder.InMemory();
        using var store = ChargeCase.StoreOf(folder, [Used("e1", "A", January)]);
        var terms = TestTerms.Of("taxes: [{ id: vat, percent: 10, agreed: 2026-01-01 }]");

        var report = Report(store, ["A"], _ => terms);
        var tenant = Report(
            store,
            ["A"],
            _ => terms,
            new UsageSelection { Filters = [new UsageFilter(GroupKey.Parse("tenant")!, ["t"])] }
        );

        report
            .Summary.Groups.Select(group => (group.Values[0], group.Events, report.CostsOf(group)!.Value.BilledCost))
            .ShouldBe([("t", 1L, 3m), (null, 0L, 0.3m)]);
        tenant.Costs!.Value.BilledCost.ShouldBe(3);
        tenant.Billed!.BesideUsage.ShouldBeEmpty();
    }

    private static UsageReport Report(
        UsageStore store,
        IReadOnlyCollection<string> accounts,
        Func<string, BillingTerms> termsOf,
        UsageSelection? selection = null
    ) =>
        UsageReport.Of(
            store,
            new Rater(TestTerms.Of().Catalog),
            AllocationRules.None,
            new ReportQuestion([GroupKey.Parse("tenant")!], selection ?? UsageSelection.All, IsCompared: false),
            new ReportTerms(termsOf, accounts)
        );

    /// <summary>A million tokens, which list for 3.</summary>
    private static UsageEvent Used(string id, string account, BillingMonth month) =>
        new()
        {
            Id = id,
            Source = "app",
            Time = month.Start.AddDays(4),
            Model = "flat",
            Mode = Mode.Serverless,
            Account = account,
            SubAccount = "t",
            Usage = [new Measurement(Meters.InputTokens, 1_000_000)],
        };
}
