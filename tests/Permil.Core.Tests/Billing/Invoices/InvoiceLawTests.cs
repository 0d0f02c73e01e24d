using FsCheck.Fluent;
using Permil.Billing.Bills;
using Permil.Rating;
using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Invoices;

/// <summary>What must hold of invoices whatever was agreed, used, late or taken back.</summary>
public sealed class InvoiceLawTests
{
    private static readonly BillingMonth[] Months = [October, October.Next, October.Next.Next];

    [Fact]
    public void Lines_AnyDocument_SumToItsTotalInWholeCents() =>
        ForAnyStory(
            150,
            story =>
            {
                foreach (var issued in story.Book.History)
                {
                    var total = issued.Invoice.Lines.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Line.BilledCost));
                    total.ShouldBe(issued.Invoice.Total);
                    decimal.Round(total, 2, MidpointRounding.ToEven).ShouldBe(total);
                }
            }
        );

    [Fact]
    public void Invoices_WithWhatIsOpen_AreTheRatedUsage() =>
        ForAnyStory(
            150,
            story =>
            {
                var invoiced = Usage(story.Book.Lines);
                var open = story
                    .Book.Charges.Existing(long.MaxValue)
                    .Where(usageEvent => !story.IsInvoiced(usageEvent))
                    .ToList();
                var takenBack = story.Book.Charges.RetractedSince(story.Book.Watermark);
                var rated = story
                    .Book.Charges.Existing(long.MaxValue)
                    .Aggregate(0m, (sum, one) => sum + ListCostOf(one));
                (
                    invoiced.Aggregate(0m, (sum, line) => sum + line.Line.ListCost)
                    + open.Aggregate(0m, (sum, one) => sum + ListCostOf(one))
                    - takenBack.Where(story.IsInvoiced).Aggregate(0m, (sum, one) => sum + ListCostOf(one))
                ).ShouldBe(rated);
            }
        );

    [Fact]
    public void Credits_AnyStory_AreNeverNegativeNorUsedOutsideTheirTime() =>
        ForAnyStory(
            150,
            story =>
            {
                foreach (var credit in story.Credits)
                {
                    var lines = story.Book.Lines.Where(line => line.Line.Key.Credit == credit.Id).ToList();
                    var used = -lines.Aggregate(0m, (sum, line) => sum + line.Line.BilledCost);
                    used.ShouldBeInRange(0, credit.Amount);
                    foreach (var month in lines.GroupBy(line => line.Period))
                    {
                        var inTime = story
                            .Book.Charges.Existing(story.Book.Watermark)
                            .Where(usageEvent =>
                                month.Key.Contains(usageEvent.Time) && credit.CanPayAt(usageEvent.Time)
                            )
                            .Aggregate(0m, (sum, one) => sum + ListCostOf(one));
                        (-month.Aggregate(0m, (sum, line) => sum + line.Line.BilledCost)).ShouldBeInRange(0, inTime);
                    }
                }
            }
        );

    [Fact]
    public void Lines_OfTheMonthItself_AreNeverNegativeButCredits() =>
        ForAnyStory(
            100,
            story =>
            {
                foreach (
                    var line in story
                        .Book.History.SelectMany(issued => issued.Invoice.Lines)
                        .Where(line =>
                            !line.IsCorrection
                            && line.Line.Key.Category != ChargeCategory.Credit
                            && line.Line.Key.Rule != BillLineKey.Rounding
                        )
                )
                {
                    line.Line.BilledCost.ShouldBeGreaterThanOrEqualTo(0);
                    line.Line.EffectiveCost.ShouldBeGreaterThanOrEqualTo(0);
                }
            }
        );

    /// <summary>All three months are invoiced, the terms lie within them.</summary>
    [Fact]
    public void Commitments_OverTheirTerm_CostInEffectWhatWasBilledForThem() =>
        ForAnyStory(
            150,
            story =>
            {
                story.IssueAll();
                foreach (var rule in new[] { "cluster", "dedicated", "pool", "ahead" })
                {
                    var lines = story.Book.Lines.Where(line => line.Line.Key.Rule == rule).ToList();
                    var bought = lines
                        .Where(line => line.Line.Key.Category == ChargeCategory.Purchase)
                        .Aggregate(0m, (sum, line) => sum + line.Line.BilledCost);
                    lines
                        .Where(line => line.Line.Key.Commitment is not null)
                        .Aggregate(0m, (sum, line) => sum + line.Line.EffectiveCost)
                        .ShouldBe(bought, rule);
                }
            }
        );

    /// <summary>Invoices and corrections of a month come to the bill that one would have made had all been known.</summary>
    [Fact]
    public void Corrections_OfAMonth_LeadToTheBillOfAllItsUsage() =>
        ForAnyStory(
            100,
            story =>
            {
                story.IssueAll();
                foreach (var month in Months)
                {
                    var lines = story.Book.Lines.ToList();
                    var terms = story.Book.TermsOf(month);
                    var bill = BillMaker.Make(
                        terms,
                        Account,
                        month,
                        story.Book.Charges.Rate(
                            terms,
                            BillMaker.QuestionOf(terms, Account, month, story.Book.Watermark)
                        ),
                        UsedElsewhere.Than(month, lines)
                    );
                    var sums = new BillLineSums();
                    foreach (
                        var line in lines.Where(line =>
                            line.Period == month && line.Line.Key.Rule != BillLineKey.Rounding
                        )
                    )
                    {
                        sums.Add(line.Line);
                    }

                    sums.Lines.ShouldBe(bill.Lines);
                }
            },
            areMonthsApart: true
        );

    [Fact]
    public void Bill_AnyOrderOfEvents_IsTheSame() =>
        ForAnyStory(
            100,
            story =>
            {
                var events = story.Book.Charges.Existing(long.MaxValue).ToArray();
                var bill = BillOf(story.Book.Terms, October, events);
                Array.Reverse(events);
                BillOf(story.Book.Terms, October, events).Lines.ShouldBe(bill.Lines);
            }
        );

    private static void ForAnyStory(int count, Action<BillingStory> law, bool areMonthsApart = false) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    law(new BillingStory(seed, areMonthsApart));
                    return true;
                }
            )
            .Holds(count);

    private static IEnumerable<InvoiceLine> Usage(IEnumerable<InvoiceLine> lines) =>
        lines.Where(line => line.Line.Key is { Category: ChargeCategory.Usage, Meter: not null });

    private static decimal ListCostOf(UsageEvent usageEvent) =>
        new Rater(Terms().Catalog).Rate(usageEvent).Charges.Sum(charge => charge.ListCost);
}
