using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;

namespace Permil.Storage.Focus;

/// <summary>Rows of a real store are its bills and its report, to the last digit, whatever is stored.</summary>
public sealed class FocusExportPropertyTests
{
    [Fact]
    public void Rows_AnyUsage_SumToTheBillsAndTheReport() => ShouldHold(hasRules: false);

    [Fact]
    public void Rows_AnyAllocation_SumToTheBillsAndTheReport() => ShouldHold(hasRules: true);

    private static void ShouldHold(bool hasRules) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var drawn = new ChargeCase(seed, hasRules);
                    using var folder = TemporaryFolder.InMemory();
                    using var store = ChargeCase.StoreOf(folder, drawn.Events);
                    Check(drawn, store, seed % 2 == 0 ? FocusGranularity.Day : FocusGranularity.Hour);
                    return true;
                }
            )
            .Holds(30);

    private static void Check(ChargeCase drawn, UsageStore store, FocusGranularity granularity)
    {
        var month = drawn.Question().Month;
        var known = new Dictionary<string, BillingTerms>(StringComparer.Ordinal);
        BillingTerms TermsOf(string account) =>
            known.TryGetValue(account, out var terms) ? terms : known[account] = drawn.Terms(account);

        var question = new FocusExportQuestion { Month = month, Granularity = granularity };
        var rows = new FocusExport(store, TermsOf, []).Rows(question).ToList();

        var terms = TermsOf("");
        var selection = new UsageSelection { From = month.Start, To = month.End };
        var report = StoredRating.Rate(store, new Rater(terms.Catalog), terms.Rules, [], selection);
        Sum(rows.Where(row => row.HasConsumed), row => row.Costs.List).ShouldBe(report.ListCost);

        var charges = new StoredCharges(store);
        var lines = known
            .SelectMany(account =>
                BillMaker
                    .Make(
                        account.Value,
                        account.Key,
                        month,
                        charges.Rate(
                            account.Value,
                            BillMaker.QuestionOf(account.Value, account.Key, month, charges.LastSequence)
                        ),
                        UsedElsewhere.Nothing
                    )
                    .Lines
            )
            .ToList();
        Sum(rows.Where(row => row.Category != ChargeCategory.Adjustment), row => row.Costs.Effective)
            .ShouldBe(Sum(lines, line => line.EffectiveCost));
        Sum(rows.Where(row => row.Category != ChargeCategory.Adjustment), row => row.Costs.Billed)
            .ShouldBe(Sum(lines, line => line.BilledCost));
        rows.Select(row => row.RowId).ShouldBeUnique();
        rows.ShouldAllBe(row =>
            row.ChargePeriodEnd - row.ChargePeriodStart
                == (granularity == FocusGranularity.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1))
            || row.Category == ChargeCategory.Adjustment
        );
    }

    private static decimal Sum<T>(IEnumerable<T> all, Func<T, decimal> of) =>
        all.Aggregate(0m, (sum, one) => Exact.Add(sum, of(one)));
}
