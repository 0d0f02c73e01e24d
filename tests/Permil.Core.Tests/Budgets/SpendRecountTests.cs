using Permil.Access;
using static Permil.Budgets.TestCalls;

namespace Permil.Budgets;

public sealed class SpendRecountTests
{
    private readonly StepClock _clock = new(Start);
    private readonly List<BudgetAlert> _alerts = [];
    private readonly SpendList _history = new();
    private readonly Admission _admission;

    public SpendRecountTests() => _admission = new Admission(_clock, _alerts.Add);

    [Fact]
    public void Take_CallsSettledMeanwhile_CountsEachOnce()
    {
        Use(Budget("b", 100, period: BudgetPeriod.Day));
        Settle(1);
        _history.Spends.Add((Scope(Start), 10));
        var recount = _admission.BeginRecount();
        var before = _history.Copy();
        Settle(2);
        _admission.AddSpend(Scope(Start), 4);
        recount.Ask(before);
        Settle(8);

        _admission.Budgets[0].Spent.ShouldBe(1 + 2 + 4 + 8);
        recount.Take();

        _admission.Budgets[0].Spent.ShouldBe(1 + 10 + 2 + 4 + 8);
        recount.Take();
        _admission.Budgets[0].Spent.ShouldBe(1 + 10 + 2 + 4 + 8);
    }

    [Fact]
    public void Take_CallUnderWay_IsHeldAllTheTime()
    {
        Use(Budget("b", 10));
        Settle(5);
        var call = Admit(5).Taken();
        var recount = _admission.BeginRecount();
        recount.Ask(_history.Copy());
        Admit(0.01m).Refused();
        recount.Take();
        Admit(0.01m).Refused();

        call.Settle(4, 0, 0);

        _admission.Budgets[0].Spent.ShouldBe(9);
        Admit(1).Taken();
    }

    [Fact]
    public void Take_LessThanWasKnown_IsNotInForceBefore()
    {
        Use(Budget("b", 10));
        Settle(10);
        var revised = new SpendList();
        revised.Spends.Add((Scope(Start), 3));
        var recount = _admission.BeginRecount();
        recount.Ask(revised);
        Admit(1).Refused();

        recount.Take();

        Admit(7).Taken();
    }

    [Fact]
    public void Take_AfterALaterCountBegan_ChangesNothing()
    {
        Use(Budget("b", 100));
        var first = _admission.BeginRecount();
        first.Ask(_history.Copy());
        Settle(1);
        var second = _admission.BeginRecount();
        var before = _history.Copy();
        Settle(2);

        first.Take();
        _admission.Budgets[0].Spent.ShouldBe(3);
        second.Ask(before);
        second.Take();

        _admission.Budgets[0].Spent.ShouldBe(3);
    }

    [Fact]
    public void Take_NothingWasAsked_IsRefused()
    {
        Use(Budget("b", 100));
        var recount = _admission.BeginRecount();

        Should.Throw<InvalidOperationException>(recount.Take);
    }

    [Fact]
    public void Take_BookChangedMeanwhile_CountsWhatStayedAndAsksTheRestItself()
    {
        Use(Budget("stays", 100), Budget("changes", 100), Budget("goes", 100));
        Settle(1);
        var recount = _admission.BeginRecount();
        recount.Ask(_history.Copy());
        Settle(2);
        Use(Budget("stays", 50), Budget("changes", 100, new BudgetScope { Model = "other" }), Budget("new", 100));
        Settle(4);

        recount.Take();

        _admission
            .Budgets.Select(standing => (standing.Budget.Id, standing.Spent))
            .ShouldBe([("stays", 7), ("changes", 0), ("new", 7)]);
    }

    [Fact]
    public void Take_PeriodEndedMeanwhile_CountsEachInItsOwn()
    {
        Use(Budget("b", 100, period: BudgetPeriod.Day));
        Settle(1);
        _admission.AddSpend(Scope(Start.AddDays(1)), 32);
        _history.Spends.Add((Scope(Start.AddDays(1)), 32));
        var recount = _admission.BeginRecount();
        recount.Ask(_history.Copy());
        _clock.Now = Start.AddDays(1);
        Settle(2);

        recount.Take();

        _admission.Budgets[0].Spent.ShouldBe(34);
    }

    [Fact]
    public void Take_UsageThatPassesAPercentage_Alerts()
    {
        Use(Budget("b", 10));
        var recount = _admission.BeginRecount();
        _history.Spends.Add((Scope(Start), 6));
        recount.Ask(_history.Copy());
        _alerts.ShouldBeEmpty();

        recount.Take();

        _alerts.ShouldHaveSingleItem().Percent.ShouldBe(50);
    }

    [Fact]
    public void Take_CreditsOfManyStretches_AreUsedByWhatIsStoredAndWhatCameMeanwhile()
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a", AccountTier.Free)],
                Credits = [Credit("short", 5, Start, Start.AddHours(1)), Credit("long", 10, Start)],
            }
        );
        Settle(1);
        _history.Spends.Add((Scope(Start.AddMinutes(1)), 2));
        var recount = _admission.BeginRecount();
        var before = _history.Copy();
        _clock.Now = Start.AddHours(2);
        Settle(3);
        recount.Ask(before);
        recount.Take();

        _admission.Credits.Select(credit => (credit.Credit.Id, credit.Used)).ShouldBe([("short", 3), ("long", 3)]);
        Admit(7).Taken();
        Admit(0.01m).Refused();
    }

    [Fact]
    public void Ask_SlowHistory_HoldsNoCallUp()
    {
        Use(Budget("b", 100));
        var recount = _admission.BeginRecount();

        recount.Ask(new CallingHistory(() => Task.Run(() => Settle(1)).Wait(TimeSpan.FromMinutes(1)).ShouldBeTrue()));
        recount.Take();

        _admission.Budgets[0].Spent.ShouldBe(1);
    }

    [Fact]
    public void Ask_HistoryThatFails_LeavesWhatWasKnown()
    {
        Use(Budget("b", 100));
        Settle(1);
        var recount = _admission.BeginRecount();

        Should.Throw<IOException>(() => recount.Ask(new CallingHistory(() => throw new IOException())));
        Should.Throw<InvalidOperationException>(recount.Take);

        Settle(2);
        _admission.Budgets[0].Spent.ShouldBe(3);
    }

    /// <summary>Calls are settled by many threads while what was spent is counted again and again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Take_ManyThreadsSettling_LosesAndDoublesNothing(int seed)
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a")],
                Budgets =
                [
                    Budget("all", 1_000),
                    Budget("t0", 1_000, new BudgetScope { SubAccount = "t0" }),
                    Budget("day", 1_000, period: BudgetPeriod.Day),
                ],
                Credits = [Credit("c", 1_000, Start.AddDays(-1))],
            }
        );
        using var gate = new ReaderWriterLockSlim();
        using var done = new CancellationTokenSource();
        var counting = Task.Run(() =>
        {
            var counts = 0;
            var random = new Random(seed);
            while (!done.IsCancellationRequested || counts == 0)
            {
                gate.EnterWriteLock();
                var recount = _admission.BeginRecount();

                // Comes in by another way: only a count finds it.
                _history.Spends.Add((Scope(Start, tenant: "t0"), 0.001m));
                var before = _history.Copy();
                gate.ExitWriteLock();
                Thread.Yield();
                recount.Ask(before);
                Thread.SpinWait(random.Next(2_000));
                recount.Take();
                counts++;
            }
        });
        Parallel.For(
            0,
            4_000,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i =>
            {
                var scope = Scope(Start, tenant: $"t{i % 2}");
                var call = _admission.Admit(scope, Cost(0.2m)).Taken();
                var cost = (i % 20) / 100m;
                gate.EnterReadLock();
                lock (_history)
                {
                    _history.Spends.Add((scope, cost));
                }

                Thread.Yield();
                call.Settle(cost, 0, 0);
                gate.ExitReadLock();
            }
        );
        await done.CancelAsync();
        await counting.WaitAsync(TimeSpan.FromMinutes(1));

        foreach (var standing in _admission.Budgets)
        {
            standing.Reserved.ShouldBe(0);
            standing.Spent.ShouldBe(_history.Spent(standing.Budget.Scope, standing.Window.From, standing.Window.Until));
        }

        _admission.Credits[0].Used.ShouldBe(_history.Spends.Sum(spend => spend.Cost));
    }

    private Admitted Admit(decimal most) => _admission.Admit(Scope(_clock.Now), Cost(most));

    private void Settle(decimal cost)
    {
        Admit(cost).Taken().Settle(cost, 0, 0);
        _history.Spends.Add((Scope(_clock.Now), cost));
    }

    private void Use(params Budget[] budgets) => Use(AccountBook.Empty with { Budgets = budgets });

    private void Use(AccountBook book) => _admission.Replace(book, _history);

    private sealed class CallingHistory(Action call) : ISpendHistory
    {
        public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until)
        {
            call();
            return 0;
        }
    }
}
