using Permil.Access;
using Permil.Billing.Contracts;
using static Permil.Budgets.TestCalls;

namespace Permil.Budgets;

public sealed class AdmissionTests
{
    private readonly StepClock _clock = new(Start);
    private readonly List<BudgetAlert> _alerts = [];
    private readonly SpendList _history = new();
    private readonly Admission _admission;

    public AdmissionTests() => _admission = new Admission(_clock, _alerts.Add);

    [Fact]
    public void Admit_NothingKnown_Admits()
    {
        var reservation = Admit(5).Taken();

        reservation.BudgetRemaining.ShouldBeNull();
        reservation.Limits.ShouldBe(default);
    }

    [Fact]
    public void Admit_StrictBudget_TakesExactlyTheRest()
    {
        Use(Budget("b", 10));
        Admit(6).Taken().BudgetRemaining.ShouldBe(4);

        Admit(4.000001m).Refused().Reason.ShouldBe(RefusalReason.BudgetExceeded);

        Admit(4).Taken().BudgetRemaining.ShouldBe(0);
    }

    [Fact]
    public void Admit_BudgetOfADay_CanBeTriedAgainAtMidnight()
    {
        Use(Budget("b", 10, period: BudgetPeriod.Day));
        Admit(6).Taken();

        var refusal = Admit(6).Refused();

        refusal.RetryAfter.ShouldBe(TimeSpan.FromHours(12));
        refusal.Message.ShouldBe("budget b allows 10: 0 are spent, 6 reserved, and the call may cost 6");
        Admit(11).Refused().RetryAfter.ShouldBeNull();
        _clock.Now = Start.AddHours(12);
        Admit(6).Taken();
    }

    [Fact]
    public void Admit_TotalBudget_CannotBeTriedAgain()
    {
        Use(Budget("b", 10));
        Admit(6).Taken();

        Admit(6).Refused().RetryAfter.ShouldBeNull();
    }

    [Fact]
    public void Settle_AfterMidnight_CountsInTheDayTheCallBegan()
    {
        Use(Budget("b", 10, period: BudgetPeriod.Day));
        var reservation = Admit(6).Taken();
        _clock.Now = Start.AddHours(13);
        _admission.Budgets[0].Reserved.ShouldBe(0);

        reservation.Settle(5, 0, 0);

        var standing = _admission.Budgets.ShouldHaveSingleItem();
        standing.Spent.ShouldBe(0);
        standing.Reserved.ShouldBe(0);
        standing.Window.From.ShouldBe(Start.AddHours(12));
    }

    [Fact]
    public void AddSpend_OfTomorrow_CountsWhenItIsTomorrow()
    {
        Use(Budget("b", 10, period: BudgetPeriod.Day));
        _admission.AddSpend(Scope(Start.AddDays(1)), 7);
        _admission.Budgets[0].Spent.ShouldBe(0);

        _clock.Now = Start.AddDays(1);

        _admission.Budgets[0].Spent.ShouldBe(7);
    }

    [Fact]
    public void Admit_Unpriced_IsRefusedOnlyWhereABudgetBlocks()
    {
        var unpriced = Cost(null) with { IsUnpriced = true, UnknownReason = "no model 'm'" };
        Use(Budget("n", 10, action: BudgetAction.Notify));
        _admission.Admit(Scope(Start), unpriced).Taken();

        Use(Budget("b", 10, reserve: BudgetReserve.Lenient));

        var refusal = _admission.Admit(Scope(Start), unpriced).Refused();
        refusal.Reason.ShouldBe(RefusalReason.Unpriced);
        refusal.Message.ShouldContain("no model 'm'");
    }

    [Fact]
    public void Admit_Unbounded_IsRefusedUnlessALenientBudgetKnowsWhatIsLikely()
    {
        Use(Budget("strict", 10));
        _admission.Admit(Scope(Start), Cost(null, 1)).Refused().Reason.ShouldBe(RefusalReason.Unbounded);

        Use(Budget("lenient", 10, reserve: BudgetReserve.Lenient));

        _admission.Admit(Scope(Start), Cost(null)).Refused().Reason.ShouldBe(RefusalReason.Unbounded);
        _admission.Admit(Scope(Start), Cost(null, 1)).Taken().BudgetRemaining.ShouldBe(9);
    }

    [Fact]
    public void Settle_LenientBudget_ReportsWhatWasOvershot()
    {
        Use(Budget("b", 10, reserve: BudgetReserve.Lenient));
        var calls = Enumerable.Range(0, 10).Select(_ => _admission.Admit(Scope(Start), Cost(5, 1)).Taken()).ToList();
        _admission.Admit(Scope(Start), Cost(5, 1)).Refused();

        calls.ForEach(call => call.Settle(1.5m, 0, 0));

        _admission.Budgets[0].Overshoot.ShouldBe(5);
        _admission.Budgets[0].Remaining.ShouldBe(-5);
    }

    [Fact]
    public void Replace_BudgetMadeWhileCallsAreUnderWay_HoldsThem()
    {
        _history.Spends.Add((Scope(Start), 3));
        var before = Admit(4).Taken();

        Use(Budget("b", 10));

        Admit(4).Refused();
        before.BudgetRemaining.ShouldBeNull();
        before.Settle(1, 0, 0);
        _admission.Budgets[0].Spent.ShouldBe(4);
        before.BudgetRemaining.ShouldBe(6);
        Admit(6).Taken();
    }

    [Fact]
    public void Replace_AnotherAmount_KeepsWhatWasSpentAndAsksNobody()
    {
        Use(Budget("b", 10));
        Admit(4).Taken().Settle(4, 0, 0);
        var questions = _history.Questions;

        Use(Budget("b", 5, new BudgetScope { Tags = new Dictionary<string, string>() }));

        _history.Questions.ShouldBe(questions);
        _admission.Budgets[0].Spent.ShouldBe(4);
        Admit(2).Refused();
    }

    [Fact]
    public void Replace_HistoryThatFails_ChangesNothing()
    {
        Use(Budget("b", 10));
        Admit(4).Taken();

        Should.Throw<IOException>(() =>
            _admission.Replace(
                AccountBook.Empty with
                {
                    Budgets = [Budget("b", 1), Budget("c", 1)],
                },
                new BrokenHistory()
            )
        );

        var standing = _admission.Budgets.ShouldHaveSingleItem();
        standing.Budget.Amount.ShouldBe(10);
        standing.Reserved.ShouldBe(4);
    }

    [Fact]
    public void Settle_PassingPercentages_AlertsOnceEach()
    {
        Use(Budget("b", 10, period: BudgetPeriod.Day));
        Admit(5).Taken().Settle(4.9m, 0, 0);
        _alerts.ShouldBeEmpty();

        Admit(4).Taken().Settle(4, 0, 0);
        Admit(1).Taken().Settle(0.1m, 0, 0);

        _alerts.Select(alert => (alert.Percent, alert.Spent)).ShouldBe([(50, 8.9m), (80, 8.9m)]);
        Use(Budget("b", 9, period: BudgetPeriod.Day));
        _alerts.Select(alert => alert.Percent).ShouldBe([50, 80, 100]);
        _clock.Now = Start.AddDays(1);
        Admit(5).Taken().Settle(5, 0, 0);
        _alerts.Count.ShouldBe(4);
        _alerts[^1].Window.From.ShouldBe(Start.AddHours(-12).AddDays(1));
    }

    [Fact]
    public void Replace_BudgetAlreadyPassed_Alerts()
    {
        _history.Spends.Add((Scope(Start), 20));

        Use(Budget("b", 10, action: BudgetAction.Notify));

        _alerts.Select(alert => alert.Percent).ShouldBe([50, 80, 100]);
    }

    [Fact]
    public void OnAlert_AsksForStandings_IsNotInTheLock()
    {
        var seen = 0m;
        Admission? admission = null;
        admission = new Admission(_clock, _ => seen = Task.Run(() => admission!.Budgets[0].Spent).Result);
        admission.Replace(AccountBook.Empty with { Budgets = [Budget("b", 10)] }, _history);

        admission.Admit(Scope(Start), Cost(10)).Taken().Settle(6, 0, 0);

        seen.ShouldBe(6);
    }

    [Fact]
    public void Admit_FreeAccount_SpendsOnlyItsCredit()
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a", AccountTier.Free)],
                Credits = [Credit("c", 1, Start, Start.AddDays(1))],
            }
        );
        var call = Admit(0.7m).Taken();
        call.BudgetRemaining.ShouldBe(0.3m);

        Admit(0.4m).Refused().Reason.ShouldBe(RefusalReason.CreditExhausted);

        call.Settle(0.5m, 0, 0);
        _admission.Credits.ShouldHaveSingleItem().Remaining.ShouldBe(0.5m);
        Admit(0.5m).Taken();
        _admission.Admit(Scope(Start), Cost(null)).Refused().Reason.ShouldBe(RefusalReason.Unbounded);
        _clock.Now = Start.AddDays(1);
        Admit(0.01m).Refused();
        _admission.Credits[0].Used.ShouldBe(0.5m);
        _admission.Credits[0].Remaining.ShouldBe(0);
    }

    [Fact]
    public void Admit_FreeAccount_ACreditForSomeUsageOnly_LetsNoCallIn_AndIsShown()
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a", AccountTier.Free)],
                Credits =
                [
                    Credit("some", 100, Start, Start.AddDays(1)) with
                    {
                        Pays = new ChargeMatch { Models = ["x"] },
                    },
                    Credit("all", 1, Start),
                ],
            }
        );

        Admit(1.5m).Refused().Reason.ShouldBe(RefusalReason.CreditExhausted);
        Admit(1).Taken().Settle(1, 0, 0);

        _admission
            .Credits.Select(standing => (standing.Credit.Id, standing.Used, standing.Remaining, standing.IsLive))
            .ShouldBe([("all", 1, 0, true), ("some", null, null, true)]);
        _clock.Now = Start.AddDays(1);
        _admission.Credits[1].Remaining.ShouldBe(0);
        _admission.Credits[1].IsLive.ShouldBeFalse();
    }

    [Fact]
    public void Admit_PaidAccount_DrawsItsCreditDownAndGoesOn()
    {
        Use(AccountBook.Empty with { Accounts = [Account("a")], Credits = [Credit("c", 1, Start)] });

        Admit(5).Taken().Settle(0.75m, 0, 0);
        _admission.Credits[0].Remaining.ShouldBe(0.25m);

        Admit(5).Taken().Settle(5, 0, 0);
        _admission.Credits[0].Remaining.ShouldBe(0);
    }

    [Fact]
    public void Admit_FreeAccountWithoutLimits_HasThoseOfItsTier()
    {
        Use(AccountBook.Empty with { Accounts = [Account("a", AccountTier.Free)], Credits = [Credit("c", 1, Start)] });

        for (var i = 0; i < LimitDefaults.FreeRequestsPerMinute; i++)
        {
            Admit(0).Taken().Release();
        }

        var refusal = Admit(0).Refused();
        refusal.Reason.ShouldBe(RefusalReason.RequestsPerMinute);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        refusal.Limits.RequestsLimit.ShouldBe(60);
        refusal.Limits.RequestsRemaining.ShouldBe(0);
        refusal.Limits.RequestsReset.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Admit_ConcurrentCalls_WaitsForOneToEnd()
    {
        Use(AccountBook.Empty with { Keys = [Key("k", new Limits { ConcurrentCalls = 1 })] });
        var call = Admit(0).Taken();
        var refusal = Admit(0).Refused();
        refusal.Reason.ShouldBe(RefusalReason.ConcurrentCalls);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));

        call.Release();

        Admit(0).Taken();
    }

    [Fact]
    public void Replace_LimitMadeWhileCallsAreUnderWay_CountsThem()
    {
        Admit(0, input: 40).Taken();

        Use(
            AccountBook.Empty with
            {
                Keys = [Key("k", new Limits { ConcurrentCalls = 2, InputTokensPerMinute = 50 })],
            }
        );

        Admit(0, input: 20).Refused().Reason.ShouldBe(RefusalReason.InputTokensPerMinute);
        Admit(0, input: 10).Taken();
        Admit(0).Refused().Reason.ShouldBe(RefusalReason.InputTokensPerMinute);
    }

    [Fact]
    public void Settle_MoreTokensThanHeld_CountFromWhenItEnded()
    {
        Use(AccountBook.Empty with { Keys = [Key("k", new Limits { OutputTokensPerMinute = 100 })] });
        var call = Admit(0, output: 10).Taken();
        _clock.Now = Start.AddSeconds(50);
        call.Settle(0, 0, 95);

        var refusal = Admit(0, output: 10).Refused();

        // The 10 that were held slide out after 60 seconds, the other 85 only 60 seconds after the end.
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));
        refusal.Limits.TokensRemaining.ShouldBe(5);
        refusal.Limits.TokensReset.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Admit_LongAnswerAlone_PassesOnceTheMinuteIsEmpty()
    {
        Use(AccountBook.Empty with { Keys = [Key("k", new Limits { OutputTokensPerMinute = 100 })] });

        Admit(0, output: 500).Taken().Limits.TokensRemaining.ShouldBe(0);
        Admit(0, output: 1).Refused().RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Admit_InputLongerThanTheLimit_CannotBeTriedAgain()
    {
        Use(AccountBook.Empty with { Keys = [Key("k", new Limits { InputTokensPerMinute = 100 })] });

        Admit(0, input: 101).Refused().RetryAfter.ShouldBeNull();
    }

    [Fact]
    public void AdmitBatch_TokensOfAModel_AreHeldUntilItEnds()
    {
        Use(AccountBook.Empty with { Accounts = [Account("a")] });
        var batch = _admission.AdmitBatch(Scope(Start), Cost(0), 20_000_000_000).Taken();

        _admission
            .AdmitBatch(Scope(Start), Cost(0), 10_000_000_001)
            .Refused()
            .Reason.ShouldBe(RefusalReason.BatchTokens);

        _admission.AdmitBatch(Scope(Start, model: "other"), Cost(0), 10_000_000_001).Taken();
        _admission.AdmitBatch(Scope(Start), Cost(0), 10_000_000_000).Taken();
        batch.Settle(0, 5, 5);
        _admission.AdmitBatch(Scope(Start), Cost(0), 20_000_000_000).Taken();
    }

    [Fact]
    public void BecomeJob_LeavesTheCallsUnderWayAndHoldsItsMoney()
    {
        var book = AccountBook.Empty with
        {
            Keys = [Key("k", new Limits { ConcurrentCalls = 1, InputTokensPerMinute = 100 })],
            Budgets = [Budget("b", 10)],
        };
        Use(book);
        var job = Admit(4, input: 30).Taken();

        job.BecomeJob();
        job.BecomeJob();

        var call = Admit(1, input: 30).Taken();
        call.Limits.TokensRemaining.ShouldBe(40);
        Admit(0).Refused().Reason.ShouldBe(RefusalReason.ConcurrentCalls);
        Use(book with { Budgets = [Budget("b", 9)] });
        Admit(0).Refused().Reason.ShouldBe(RefusalReason.ConcurrentCalls);
        _admission.Budgets[0].Reserved.ShouldBe(5);
        job.Settle(3, 0, 0);
        Admit(0).Refused().Reason.ShouldBe(RefusalReason.ConcurrentCalls);
        call.Release();
        Admit(1).Taken();
        _admission.Budgets[0].Spent.ShouldBe(3);
        _admission.Budgets[0].Reserved.ShouldBe(1);
    }

    [Fact]
    public void BecomeJob_AfterItEnded_DoesNothing()
    {
        Use(AccountBook.Empty with { Keys = [Key("k", new Limits { ConcurrentCalls = 1 })] });
        var ended = Admit(0).Taken();
        ended.Release();
        Admit(0).Taken();

        ended.BecomeJob();

        Admit(0).Refused();
    }

    [Fact]
    public void Resume_Batch_HoldsItsTokensAndItsModelsBudget()
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a")],
                Budgets = [Budget("b", 10, new BudgetScope { Model = "book" })],
            }
        );

        var batch = _admission.Resume(
            Scope(Start, model: "alias") with
            {
                CanonicalModel = "book",
            },
            Cost(4),
            batchTokens: 20_000_000_000
        );

        batch.BatchTokens.ShouldBe(20_000_000_000);
        _admission.Budgets[0].Reserved.ShouldBe(4);
        _admission
            .AdmitBatch(Scope(Start, model: "book"), Cost(0), 10_000_000_001)
            .Refused()
            .Reason.ShouldBe(RefusalReason.BatchTokens);
    }

    [Fact]
    public void TryExtend_StrictBudget_HoldsWhatTheAttemptCost()
    {
        var book = AccountBook.Empty with { Budgets = [Budget("b", 10)] };
        Use(book);
        var call = Admit(4).Taken();

        call.TryExtend(3).ShouldBeTrue();
        call.BudgetRemaining.ShouldBe(3);
        Use(book with { Keys = [Key("k")] });
        _admission.Budgets[0].Reserved.ShouldBe(7);
        call.TryExtend(3.01m).ShouldBeFalse();
        _admission.Budgets[0].Reserved.ShouldBe(7);

        call.Settle(6.5m, 0, 0);
        _admission.Budgets[0].Reserved.ShouldBe(0);
        _admission.Budgets[0].Spent.ShouldBe(6.5m);
        call.TryExtend(1).ShouldBeFalse();
    }

    [Fact]
    public void TryExtend_OneBudgetOfTwoIsFull_HoldsNothingInEither()
    {
        Use(Budget("wide", 100), Budget("narrow", 5), Budget("told", 1, action: BudgetAction.Notify));
        var call = Admit(4).Taken();

        call.TryExtend(2).ShouldBeFalse();

        _admission.Budgets.Select(standing => standing.Reserved).ShouldBe([4, 4, 4]);
        call.TryExtend(1).ShouldBeTrue();
        _admission.Budgets.Select(standing => standing.Reserved).ShouldBe([5, 5, 5]);
        call.Release();
        _admission.Budgets.ShouldAllBe(standing => standing.Reserved == 0);
    }

    [Fact]
    public void TryExtend_FreeAccount_TakesItsCredit()
    {
        Use(AccountBook.Empty with { Accounts = [Account("a", AccountTier.Free)], Credits = [Credit("c", 5, Start)] });
        var call = Admit(2).Taken();

        call.TryExtend(4).ShouldBeFalse();
        call.TryExtend(2).ShouldBeTrue();

        Admit(2).Refused().Reason.ShouldBe(RefusalReason.CreditExhausted);
        call.Settle(1, 0, 0);
        Admit(4).Taken();
    }

    [Fact]
    public void Admit_FreeAccountsCallThatCameInSlowly_TakesNoCreditThatEnded()
    {
        Use(
            AccountBook.Empty with
            {
                Accounts = [Account("a", AccountTier.Free)],
                Credits = [Credit("short", 1, Start, Start.AddHours(1)), Credit("long", 10, Start)],
            }
        );
        var began = Scope(Start.AddMinutes(59));
        _clock.Now = Start.AddMinutes(61);
        _admission.Admit(Scope(_clock.Now), Cost(10)).Taken();

        _admission.Admit(began, Cost(0.5m)).Refused().Reason.ShouldBe(RefusalReason.CreditExhausted);
    }

    [Fact]
    public void Admit_FreeAccountFromManyThreads_NeverSpendsMoreThanItsCredits()
    {
        var admission = new Admission(TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        admission.Replace(
            AccountBook.Empty with
            {
                Accounts =
                [
                    Account(
                        "a",
                        AccountTier.Free,
                        new Limits
                        {
                            RequestsPerMinute = 1_000_000,
                            ConcurrentCalls = 1_000,
                            InputTokensPerMinute = 1_000_000,
                        }
                    ),
                ],
                Credits = [Credit("c", 3, now.AddDays(-1), now.AddDays(1)), Credit("d", 2, now.AddDays(-1))],
            },
            _history
        );
        var (spent, exhausted) = (new decimal[1_000], 0);
        Parallel.For(
            0,
            spent.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            i =>
            {
                var most = new Random(i).Next(1, 400) / 10_000m;
                var admitted = admission.Admit(Scope(TimeProvider.System.GetUtcNow()), Cost(most));
                if (admitted.Reservation is not { } reservation)
                {
                    admitted.Refused().Reason.ShouldBe(RefusalReason.CreditExhausted);
                    Interlocked.Increment(ref exhausted);
                    return;
                }

                spent[i] = most;
                Thread.Yield();
                reservation.Settle(most, 1, 1);
            }
        );

        exhausted.ShouldBeGreaterThan(0);
        spent.Sum().ShouldBeLessThanOrEqualTo(5);
        admission.Credits.Sum(credit => credit.Used).ShouldBe(spent.Sum());
    }

    [Fact]
    public void Admit_ManyUnrelatedBudgets_FindsItsOwn()
    {
        Use([
            .. Enumerable
                .Range(0, 5_000)
                .Select(i => Budget($"b{i}", 1, new BudgetScope { Account = "a", SubAccount = $"t{i}" })),
        ]);

        _admission.Admit(Scope(Start, tenant: "t77"), Cost(1)).Taken();

        _admission.Budgets.Where(standing => standing.Reserved > 0).ShouldHaveSingleItem().Budget.Id.ShouldBe("b77");
    }

    /// <summary>Real threads on one budget: never over it, nothing held at the end, and nobody refused without need.</summary>
    [Fact]
    public void Admit_ThousandCallsAtOnce_StaysWithinTheBudget()
    {
        var admission = new Admission(TimeProvider.System);
        admission.Replace(AccountBook.Empty with { Budgets = [Budget("b", 5)] }, _history);
        var spent = new decimal[1_000];
        var refused = 0;
        Parallel.For(
            0,
            1_000,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            i =>
            {
                var random = new Random(i);
                var most = random.Next(1, 400) / 10_000m;
                var scope = Scope(TimeProvider.System.GetUtcNow());
                if (admission.Admit(scope, Cost(most)).Reservation is not { } reservation)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                var standing = admission.Budgets[0];
                (standing.Spent + standing.Reserved).ShouldBeLessThanOrEqualTo(5);
                Thread.Yield();
                switch (random.Next(3))
                {
                    case 0:
                        reservation.Release();
                        break;
                    default:
                        spent[i] = most * random.Next(50, 101) / 100;
                        Parallel.Invoke(
                            () => reservation.Settle(spent[i], 1, 1),
                            () => reservation.Settle(spent[i], 1, 1)
                        );
                        break;
                }
            }
        );

        admission.OpenReservations.ShouldBe(0);
        var end = admission.Budgets[0];
        end.Reserved.ShouldBe(0);
        end.Spent.ShouldBe(spent.Sum());
        end.Spent.ShouldBeLessThanOrEqualTo(5);
        refused.ShouldBeGreaterThan(0);
        end.Remaining.ShouldBeLessThan(0.04m * 17);
    }

    private Admitted Admit(decimal most, long input = 1, long output = 0) =>
        _admission.Admit(Scope(_clock.Now), Cost(most, input: input, output: output));

    private void Use(params Budget[] budgets) => Use(AccountBook.Empty with { Budgets = budgets });

    private void Use(AccountBook book) => _admission.Replace(book, _history);

    private sealed class BrokenHistory : ISpendHistory
    {
        public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until) =>
            throw new IOException("the store is away");
    }
}
