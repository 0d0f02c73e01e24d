using FsCheck;
using FsCheck.Fluent;
using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using static Permil.Billing.Invoices.TestInvoices;

namespace Permil.Billing.Ledgers;

/// <summary>Random lives of an account: whatever happens, debits equal credits and no credit is below 0.</summary>
public sealed class LedgerPropertyTests
{
    [Fact]
    public void Ledger_RandomIssuesVoidsNotesAndChangesOfCredits_AlwaysBalances()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var life = new Life(new Random(seed), seen);
                    for (var step = 0; step < 20; step++)
                    {
                        life.Step();
                        life.CheckBalances();
                    }

                    life.CheckTransactions();
                }
            )
            .Holds(100);

        // What never happened was not tested.
        foreach (
            var what in (string[])
                ["issued", "note", "voided", "void refused", "issued again", "lapsed", "put back", "credit changed"]
        )
        {
            seen.GetValueOrDefault(what).ShouldBeGreaterThan(Generators.ShareOf(20), what);
        }
    }

    private sealed class Life(Random random, Dictionary<string, int> seen)
    {
        private readonly List<IssuedInvoice> _history = [];
        private readonly Ledger _ledger = new([]);
        private readonly List<Credit> _credits =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(i =>
                    CreditOf(
                        $"c{i}",
                        random.Next(1, 2000) / 100m,
                        (CreditKind)random.Next(4),
                        MonthOf(random.Next(4)),
                        random.Next(3) == 0 ? null : MonthOf(random.Next(4, 8))
                    )
                ),
        ];
        private long _entry;
        private int _number;

        public void Step()
        {
            switch (random.Next(6))
            {
                case 0:
                    Void();
                    break;
                case 1:
                    ChangeCredit();
                    break;
                case 2 when Standing.Any(issued => issued.Invoice.Kind == InvoiceKind.Invoice):
                    Issue(
                        Draft(
                                RandomInvoiced(),
                                [.. Enumerable.Range(0, 2).SelectMany(_ => Corrections(RandomInvoiced()))]
                            )
                            .AsNote("PM-000001"),
                        "note"
                    );
                    break;
                default:
                    IssueMonth();
                    break;
            }
        }

        public void CheckTransactions()
        {
            var replay = new Ledger([]);
            foreach (var transaction in _ledger.Transactions)
            {
                transaction.Entries.Sum(entry => entry.Amount).ShouldBe(0);
                transaction.Text.ShouldNotBeEmpty();
                replay.Book(transaction);
                foreach (var credit in _credits)
                {
                    replay.CreditLeft("acme", credit.Id).ShouldBeGreaterThanOrEqualTo(0, transaction.Id);
                }
            }

            _ledger.Transactions.Select(transaction => transaction.Id).ShouldBeUnique();
        }

        public void CheckBalances()
        {
            _ledger.Difference.ShouldBe(0);
            _ledger.BalanceOf("acme", LedgerAccount.Receivable).ShouldBe(Standing.Sum(issued => issued.Invoice.Total));
            _ledger
                .BalanceOf("acme", LedgerAccount.Tax)
                .ShouldBe(-Standing.Sum(issued => InvoiceTotals.Of(issued.Invoice.Lines).Tax));
            foreach (var credit in _credits.Where(IsBooked))
            {
                var isOver = credit.ExpiresAt <= SettledUntil;
                _ledger
                    .CreditLeft("acme", credit.Id)
                    .ShouldBe(isOver ? 0 : _booked[credit.Id].Amount - UsedOf(credit), credit.ToString());
            }
        }

        /// <summary>Credits as the last document saw them.</summary>
        private readonly Dictionary<string, Credit> _booked = new(StringComparer.Ordinal);

        private IEnumerable<IssuedInvoice> Standing => _history.Where(issued => issued.Stands);

        private DateTimeOffset? SettledUntil => _history.InvoicedUntil();

        private bool IsBooked(Credit credit) =>
            _booked.TryGetValue(credit.Id, out var booked)
            && booked == credit
            && _ledger.Transactions.Any(transaction => transaction.Id == LedgerIds.Granted(credit.Id, 1));

        private BillingMonth RandomInvoiced()
        {
            var months = Standing
                .Where(issued => issued.Invoice.Kind == InvoiceKind.Invoice)
                .Select(issued => issued.Invoice.Month)
                .ToList();
            return months[random.Next(months.Count)];
        }

        private void IssueMonth()
        {
            var month = MonthOf(0);
            while (_history.InvoiceOf(month) is not null)
            {
                month = month.Next;
            }

            if (_history.Any(issued => issued.Invoice.Kind == InvoiceKind.Invoice && issued.Invoice.Month == month))
            {
                Count("issued again");
            }

            var lines = new List<InvoiceLine>
            {
                Used(month, random.Next(0, 100_000) / 1000m),
                Tax(month, random.Next(0, 100) / 100m),
            };
            if (random.Next(3) == 0)
            {
                lines.Add(Purchase(month, "k", random.Next(0, 3) * 10));
                lines.Add(Committed(month, "k", CommitmentStatus.Used, random.Next(0, 500) / 100m));
                lines.Add(Committed(month, "k", CommitmentStatus.Unused, random.Next(0, 500) / 100m));
            }

            lines.AddRange(_credits.Where(credit => CanPay(credit, month)).Select(credit => Pays(credit, month)));
            foreach (
                var earlier in Standing.Select(issued => issued.Invoice.Month).Where(known => known < month).Distinct()
            )
            {
                lines.AddRange(random.Next(3) == 0 ? Corrections(earlier) : []);
            }

            Issue(Draft(month, Fitting(lines)), "issued");
        }

        /// <summary>Later lines know nothing of what earlier ones of the same document use: what goes too far is left out.</summary>
        private List<InvoiceLine> Fitting(IReadOnlyList<InvoiceLine> lines)
        {
            var left = _credits.ToDictionary(
                credit => credit.Id,
                credit => credit.Amount - UsedOf(credit),
                StringComparer.Ordinal
            );
            var fitting = new List<InvoiceLine>();
            foreach (var line in lines)
            {
                if (line.Line.Key.Credit is { } credit)
                {
                    if (left[credit] + line.Line.BilledCost < 0)
                    {
                        continue;
                    }

                    left[credit] += line.Line.BilledCost;
                }

                fitting.Add(line);
            }

            return fitting;
        }

        private IEnumerable<InvoiceLine> Corrections(BillingMonth month)
        {
            yield return Used(month, random.Next(-5000, 5000) / 1000m, isCorrection: true);
            foreach (var credit in _credits.Where(credit => CanPay(credit, month)))
            {
                var used = UsedOf(credit, month);
                yield return random.Next(2) == 0 ? Paid(month, credit, -used, isCorrection: true) : Pays(credit, month);
            }
        }

        private InvoiceLine Pays(Credit credit, BillingMonth month) =>
            Paid(
                month,
                credit,
                decimal.Round(
                    Math.Max(0, credit.Amount - UsedOf(credit)) * random.Next(0, 101) / 100,
                    4,
                    MidpointRounding.ToZero
                )
            );

        private static bool CanPay(Credit credit, BillingMonth month) =>
            credit.GrantedAt < month.End && (credit.ExpiresAt is null || credit.ExpiresAt > month.Start);

        private decimal UsedOf(Credit credit, BillingMonth? month = null) =>
            -Standing
                .SelectMany(issued => issued.Invoice.Lines)
                .Where(line => line.Line.Key.Credit == credit.Id && (month is null || line.Period == month))
                .Sum(line => line.Line.BilledCost);

        private void Issue(Invoice draft, string what)
        {
            var lines = draft.Lines.Where(line => !InvoiceTotals.IsRounding(line.Line)).ToList();
            var fitting = Draft(draft.Month, Fitting(lines)) with { Kind = draft.Kind };
            var invoice = fitting.Issued(++_number, draft.Month.End.AddDays(2));
            var until = SettledUntil ?? DateTimeOffset.MinValue;
            if (draft.Kind == InvoiceKind.Invoice && draft.Month.End > until)
            {
                until = draft.Month.End;
            }

            Book(LedgerPosting.OfIssue(_ledger, invoice, _credits, until));
            _history.Add(new IssuedInvoice(++_entry, invoice, null));
            foreach (var credit in _credits)
            {
                _booked[credit.Id] = credit;
            }

            Count(what);
        }

        private void Void()
        {
            var standing = Standing.ToList();
            if (standing.Count == 0)
            {
                return;
            }

            var issued = standing[random.Next(standing.Count)];
            if (_history.BuiltOn(issued) is not null)
            {
                Count("void refused");
                return;
            }

            try
            {
                Book(
                    LedgerPosting.OfVoid(
                        _ledger,
                        issued.Invoice,
                        [.. _booked.Values],
                        _history.Where(other => other != issued).InvoicedUntil(),
                        issued.Invoice.IssuedAt!.Value.AddDays(1),
                        "a mistake"
                    )
                );
            }
            catch (BillingRefusedException)
            {
                Count("void refused");
                return;
            }

            _history[_history.IndexOf(issued)] = issued with { VoidedAt = ++_entry };
            Count("voided");
        }

        /// <summary>More or less of it, or another end.</summary>
        private void ChangeCredit()
        {
            var place = random.Next(_credits.Count);
            var credit = _credits[place];
            var least = Standing
                .SelectMany(issued => issued.Invoice.Lines)
                .Where(line => line.Line.Key.Credit == credit.Id && line.Line.BilledCost < 0)
                .Sum(line => -line.Line.BilledCost);
            _credits[place] =
                random.Next(2) == 0
                    ? credit with
                    {
                        Amount = Math.Max(least, 0.01m) + (random.Next(0, 500) / 100m),
                    }
                    : credit with
                    {
                        ExpiresAt = MonthOf(random.Next(4, 12)).Start,
                    };
            Count("credit changed");
        }

        private void Book(IReadOnlyList<LedgerTransaction> transactions)
        {
            foreach (var transaction in transactions)
            {
                _ledger.Book(transaction);
                if (transaction.Kind == LedgerTransactionKind.Expired)
                {
                    Count(transaction.Text.EndsWith("is back", StringComparison.Ordinal) ? "put back" : "lapsed");
                }
            }
        }

        private void Count(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;

        private static BillingMonth MonthOf(int index) => new(2026, 1 + index);
    }
}
