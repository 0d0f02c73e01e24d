using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Rating;
using static Permil.Billing.TestBilling;

namespace Permil.Focus.Export;

/// <summary>What must hold of exported rows whatever was agreed, used, late or taken back.</summary>
public sealed class FocusRowsLawTests
{
    /// <summary>The story's and two without usage: what came late is on the first of them alone.</summary>
    private static readonly BillingMonth[] Months =
    [
        .. Enumerable.Range(0, 5).Select(i => BillingMonth.Of(October.Start.AddMonths(i))),
    ];

    [Fact]
    public void BilledCost_AnyStory_SumsToEachInvoice() =>
        ForAnyRows(
            (story, month, rows) =>
            {
                foreach (var document in story.Book.Standing.Where(document => document.Month == month))
                {
                    Sum(rows.Where(row => row.InvoiceId == document.Number), row => row.Costs.Billed)
                        .ShouldBe(document.Total);
                }
            }
        );

    [Fact]
    public void EffectiveCost_AnyStory_SumsToTheLines() =>
        ForAnyRows(
            (story, month, rows) =>
            {
                var lines = LinesOf(story, month);
                Sum(rows, row => row.Costs.Effective).ShouldBe(Sum(lines, line => line.Line.EffectiveCost));
                Sum(rows.Where(row => row.InvoiceId is not null || !IsTopUp(row)), row => row.Costs.Billed)
                    .ShouldBe(Sum(lines, line => line.Line.BilledCost));
            }
        );

    [Fact]
    public void ListCostOfUsage_AnyStory_SumsToThatOfTheLines() =>
        ForAnyRows(
            (story, month, rows) =>
                Sum(rows.Where(row => row.HasConsumed), row => row.Costs.List)
                    .ShouldBe(
                        Sum(
                            LinesOf(story, month)
                                .Where(line =>
                                    line.Line.Key
                                        is { Category: ChargeCategory.Usage, Commitment: not CommitmentStatus.Unused }
                                ),
                            line => line.Line.ListCost
                        )
                    )
        );

    [Fact]
    public void Costs_AnyStory_AreUnitPricesTimesQuantity() =>
        ForAnyRows(
            (_, _, rows) =>
            {
                foreach (var row in rows.Where(row => row.Price is not null))
                {
                    (row.Price!.ListUnitPrice * row.Price.Quantity).ShouldBe(row.Costs.List);
                    (row.Price.ContractedUnitPrice * row.Price.Quantity).ShouldBe(row.Costs.Contracted);
                    (row.Price.Unit == FocusPrice.Whole && row.HasConsumed).ShouldBeFalse();
                }
            }
        );

    [Fact]
    public void Rows_AnyStory_HaveNamesOfTheirOwnAndAPriceUnlessTheyCorrect() =>
        ForAnyRows(
            (_, _, rows) =>
            {
                rows.Select(row => row.RowId).ShouldBeUnique();
                rows.ShouldAllBe(row =>
                    row.Price != null
                    || row.IsCorrection
                    || (row.Category != ChargeCategory.Usage && row.Category != ChargeCategory.Purchase)
                );
                rows.ShouldAllBe(row => row.ChargePeriodStart < row.ChargePeriodEnd);
            }
        );

    [Fact]
    public void Rows_AnyStoryInStretches_AreThoseOfTheWholeMonth() =>
        ForAnyRows(
            (story, month, rows) =>
                RowsOf(story, month, GranularityOf(rows), mostUses: 0)
                    .OrderBy(row => row.RowId, StringComparer.Ordinal)
                    .ShouldBe(rows.OrderBy(row => row.RowId, StringComparer.Ordinal))
        );

    private static void ForAnyRows(Action<BillingStory, BillingMonth, IReadOnlyList<FocusRow>> hold) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var story = new BillingStory(seed);
                    var granularity = seed % 2 == 0 ? FocusGranularity.Hour : FocusGranularity.Day;
                    foreach (var month in Months)
                    {
                        hold(story, month, RowsOf(story, month, granularity));
                    }

                    return true;
                }
            )
            .Holds(80);

    private static FocusGranularity GranularityOf(IReadOnlyList<FocusRow> rows) =>
        rows.Any(row => row.ChargePeriodEnd - row.ChargePeriodStart == TimeSpan.FromHours(1))
            ? FocusGranularity.Hour
            : FocusGranularity.Day;

    private static List<FocusRow> RowsOf(
        BillingStory story,
        BillingMonth month,
        FocusGranularity granularity,
        long mostUses = long.MaxValue
    ) =>
        [
            .. new FocusRows(story.Book.Charges, (terms, _) => story.Book.TermsOf(terms)).Of(
                new FocusQuestion
                {
                    Account = Account,
                    Month = month,
                    History = story.Book.History,
                    Terms = story.Book.Terms,
                    ThroughSequence = story.Book.Charges.LastSequence,
                    Granularity = granularity,
                    MostUses = mostUses,
                }
            ),
        ];

    /// <summary>Of the month's invoice, or as it would be after the months before it, and of its notes.</summary>
    private static IReadOnlyList<InvoiceLine> LinesOf(BillingStory story, BillingMonth month)
    {
        var documents = story.Book.Standing.Where(document => document.Month == month).ToList();
        return
        [
            .. documents.SelectMany(document => document.Lines),
            .. documents.Exists(document => document.Kind == InvoiceKind.Invoice) ? [] : DraftedLines(story, month),
        ];
    }

    private static IReadOnlyList<InvoiceLine> DraftedLines(BillingStory story, BillingMonth month)
    {
        var book = story.Book;
        var drafted = new Dictionary<InvoiceTerms, BillingTerms>(ReferenceEqualityComparer.Instance);
        var draft = new InvoiceDraft(
            book.Charges,
            (terms, _) => drafted.GetValueOrDefault(terms) ?? book.TermsOf(terms)
        );
        var history = book.History.ToList();
        for (var open = October; ; open = open.Next)
        {
            if (history.InvoiceOf(open) is not null)
            {
                continue;
            }

            var invoice = draft.OfMonth(history, open, Account, book.Terms, book.Charges.LastSequence);
            drafted.Add(invoice.Terms, book.Terms);
            if (open == month)
            {
                return invoice.Lines;
            }

            history.Add(
                new IssuedInvoice(
                    history.Select(issued => issued.Entry).DefaultIfEmpty().Max() + 1,
                    invoice,
                    VoidedAt: null
                )
            );
        }
    }

    private static bool IsTopUp(FocusRow row) => row.Sku?.Id == "prepaid_credits";

    private static decimal Sum<T>(IEnumerable<T> all, Func<T, decimal> of) =>
        all.Aggregate(0m, (sum, one) => Exact.Add(sum, of(one)));
}
