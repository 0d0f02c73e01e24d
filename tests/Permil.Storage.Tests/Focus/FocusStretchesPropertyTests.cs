using FsCheck.Fluent;
using Permil.Billing;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Focus.Export;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Storage.Focus;

/// <summary>What makes an export fast changes nothing: row by row the same as the plain way.</summary>
public sealed class FocusStretchesPropertyTests
{
    [Fact]
    public void Rows_InStretches_AreThoseOfTheWholeMonth()
    {
        var parts = 0;
        ForAnyStore(
            (drawn, store, seed) =>
            {
                var question = drawn.Question();
                var source = new PartCounter(new StoredCharges(store));
                var terms = drawn.Terms(question.Account);
                List<FocusRow> Rows(long mostUses) =>
                    [
                        .. new FocusRows(source, (_, _) => terms)
                            .Of(
                                new FocusQuestion
                                {
                                    Account = question.Account,
                                    Month = question.Month,
                                    History = [],
                                    Terms = terms,
                                    ThroughSequence = source.LastSequence,
                                    Granularity = seed % 2 == 0 ? FocusGranularity.Hour : FocusGranularity.Day,
                                    MostUses = mostUses,
                                }
                            )
                            .OrderBy(row => row.RowId, StringComparer.Ordinal),
                    ];

                var whole = Rows(long.MaxValue);
                source.Parts.ShouldBe(0);
                Rows(mostUses: 0).ShouldBe(whole, drawn.Told(terms));
                parts += source.Parts;
            }
        );
        parts.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Rate_WithoutCountingEvents_GivesTheSameLines() =>
        ForAnyStore(
            (drawn, store, _) =>
            {
                var question = drawn.Question();
                var terms = drawn.Terms(question.Account);
                IEnumerable<ChargeLine> Lines(bool countsEvents) =>
                    new StoredCharges(store)
                        .Rate(terms, question with { CountsEvents = countsEvents })
                        .Lines.Select(line => line with { Events = 0 });

                Lines(countsEvents: false).ShouldBe(Lines(countsEvents: true), drawn.Told(terms));
            }
        );

    private static void ForAnyStore(Action<ChargeCase, UsageStore, int> hold) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var drawn = new ChargeCase(seed, hasRules: seed % 3 == 0);
                    using var folder = TemporaryFolder.InMemory();
                    using var store = ChargeCase.StoreOf(folder, drawn.Events);
                    hold(drawn, store, seed);
                    return true;
                }
            )
            .Holds(40);

    /// <summary>Counts questions about a part of a month.</summary>
    private sealed class PartCounter(IChargeSource source) : IChargeSource
    {
        public int Parts { get; private set; }

        public long LastSequence => source.LastSequence;

        public ChargeSheet Rate(BillingTerms terms, ChargeQuestion question)
        {
            Parts += question.Start != question.Month.Start || question.End != question.Month.End ? 1 : 0;
            return source.Rate(terms, question);
        }

        public IReadOnlySet<BillingMonth> MonthsTouched(long afterSequence, long throughSequence) =>
            source.MonthsTouched(afterSequence, throughSequence);
    }
}
