using FsCheck;
using FsCheck.Fluent;
using Permil.Access;
using Permil.Usage;
using static Permil.Budgets.TestCalls;

namespace Permil.Budgets;

/// <summary>Random calls, settlements, steps of time and changed books, held against <see cref="AdmissionModel"/>.</summary>
public sealed class AdmissionModelTests
{
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(300),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(7),
        TimeSpan.FromSeconds(61),
        TimeSpan.FromHours(5),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(8),
    ];

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    [Fact]
    public void Admission_RandomSequences_DoesWhatTheModelDoes()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Run(new Random(seed))).Holds(150);

        // Every kind of answer came up, or the property says little.
        foreach (
            var answer in new[]
            {
                "admitted",
                "recounted",
                nameof(RefusalReason.BudgetExceeded),
                nameof(RefusalReason.CreditExhausted),
                nameof(RefusalReason.RequestsPerMinute),
                nameof(RefusalReason.InputTokensPerMinute),
                nameof(RefusalReason.OutputTokensPerMinute),
                nameof(RefusalReason.ConcurrentCalls),
            }
        )
        {
            _seen.GetValueOrDefault(answer).ShouldBeGreaterThan(100, answer);
        }
    }

    private void Run(Random random)
    {
        var clock = new StepClock(Start.AddHours(random.Next(0, 800)));
        var admission = new Admission(clock);
        var model = new AdmissionModel { Book = Book(random, clock.Now) };
        var open = new List<Reservation>();
        SpendRecount? recount = null;
        var before = new SpendList();
        admission.Replace(model.Book, model.History);
        for (var i = 0; i < 120; i++)
        {
            switch (random.Next(14))
            {
                case 0 or 1:
                    clock.Now += Steps[random.Next(Steps.Length - (random.Next(3) == 0 ? 0 : 4))];
                    break;
                case 2 when random.Next(4) == 0:
                    model.Book = model.Book with
                    {
                        Budgets = Budgets(random),
                        Credits = random.Next(2) == 0 ? model.Book.Credits : Credits(random, clock.Now),
                    };
                    admission.Replace(model.Book, model.History);
                    break;
                case 3:
                    var (scope, cost) = (Call(random, clock.Now.AddSeconds(-random.Next(0, 2))), Amount(random));
                    if (BudgetWindow.Of(BudgetPeriod.Day, clock.Now).Contains(scope.Call.Time))
                    {
                        admission.AddSpend(scope, cost);
                        model.History.Spends.Add((scope, cost));
                    }

                    break;
                case 12 or 13 when recount is null:
                    // What was spent is the same counted anew: nothing may change, whatever happens until it is taken.
                    recount = admission.BeginRecount();
                    before = model.History.Copy();
                    break;
                case 12:
                    recount!.Ask(before);
                    recount.Take();
                    recount = null;
                    Count("recounted");
                    break;
                case 4 or 5 or 6 when open.Count > 0:
                    End(random, open, model, clock.Now);
                    break;
                default:
                    Admit(random, admission, model, open, clock);
                    break;
            }

            Compare(admission, model, clock.Now);
        }

        while (open.Count > 0)
        {
            End(random, open, model, clock.Now);
        }

        admission.OpenReservations.ShouldBe(0);
        admission.Budgets.ShouldAllBe(standing => standing.Reserved == 0);
        Compare(admission, model, clock.Now);
    }

    private void Admit(
        Random random,
        Admission admission,
        AdmissionModel model,
        List<Reservation> open,
        StepClock clock
    )
    {
        var now = clock.Now;
        var (scope, most) = (Call(random, now), Amount(random));
        var bound = Cost(
            most,
            random.Next(2) == 0 ? null : most * random.Next(0, 100) / 100,
            random.Next(1, 60),
            random.Next(0, 60)
        );
        var money = model.MoneyAgainst(scope, bound, now);
        var fitsMinute = model.FitsMinute(scope, bound, now.ToUnixTimeSeconds());
        var fitsAtOnce = model.FitsAtOnce(scope);

        var admitted = admission.Admit(scope, bound);

        (admitted.Reservation is not null).ShouldBe(money.Count == 0 && fitsMinute && fitsAtOnce);
        Count(admitted.Refusal?.Reason.ToString() ?? "admitted");
        if (admitted.Reservation is { } reservation)
        {
            open.Add(reservation);
            model.Join(reservation, scope, bound, now);
            model
                .Book.Budgets.Where(budget =>
                    budget is { Action: BudgetAction.Block, Reserve: BudgetReserve.Strict }
                    && SpendList.IsIn(budget.Scope, scope)
                )
                .ShouldAllBe(budget => model.SpentOf(budget, now) + model.ReservedOf(budget, now) <= budget.Amount);
            return;
        }

        var refusal = admitted.Refusal.ShouldNotBeNull();
        if (money.Count > 0)
        {
            money.ShouldContain(refusal.Reason);
        }
        else if (fitsAtOnce)
        {
            CheckRetry(model, scope, bound, now, refusal.RetryAfter);
        }
    }

    /// <summary>At that time the call passes, and one second before it does not.</summary>
    private static void CheckRetry(
        AdmissionModel model,
        CallScope scope,
        CallBound bound,
        DateTimeOffset now,
        TimeSpan? retryAfter
    )
    {
        var first = Enumerable
            .Range(0, 62)
            .Select(seconds => now.ToUnixTimeSeconds() + seconds)
            .Cast<long?>()
            .FirstOrDefault(second => model.FitsMinute(scope, bound, second!.Value));
        retryAfter.ShouldBe(first is { } second ? DateTimeOffset.FromUnixTimeSeconds(second) - now : null);
    }

    private static void End(Random random, List<Reservation> open, AdmissionModel model, DateTimeOffset now)
    {
        var place = random.Next(open.Count);
        var reservation = open[place];
        open.RemoveAt(place);
        if (random.Next(4) == 0)
        {
            model.End(reservation, 0, 0, 0, now);
            reservation.Release();
            reservation.Settle(5, 5, 5);
            return;
        }

        var most = model[reservation].Bound.ListCost!.Value;
        var cost = most * random.Next(0, 101) / 100;
        var (input, output) = (random.Next(0, 80), random.Next(0, 80));
        model.End(reservation, cost, input, output, now);
        reservation.Settle(cost, input, output);
        reservation.Settle(cost, input, output);
    }

    private static void Compare(Admission admission, AdmissionModel model, DateTimeOffset now)
    {
        admission.OpenReservations.ShouldBe(model.Open.Count);
        var standings = admission.Budgets;
        standings.Select(standing => standing.Budget).ShouldBe(model.Book.Budgets);
        foreach (var standing in standings)
        {
            standing.Window.ShouldBe(BudgetWindow.Of(standing.Budget.Period, now));
            standing.Spent.ShouldBe(model.SpentOf(standing.Budget, now));
            standing.Reserved.ShouldBe(model.ReservedOf(standing.Budget, now));
        }
    }

    private void Count(string answer) => _seen[answer] = _seen.GetValueOrDefault(answer) + 1;

    private static decimal Amount(Random random) => random.Next(0, 200) / 100m;

    private static CallScope Call(Random random, DateTimeOffset now) =>
        new(
            OneOf(random, "k1", "k2", null),
            new UsageEvent
            {
                Id = "e",
                Source = "test",
                Time = now,
                Account = OneOf(random, "a", "free", null),
                SubAccount = OneOf(random, "t1", "t2", null),
                Feature = OneOf(random, "f1", null),
                Environment = OneOf(random, "prod", null),
                Model = OneOf(random, "m1", "alias")!,
                Tags = Tags(random),
            }
        )
        {
            CanonicalModel = OneOf(random, "m1", "m2", null),
        };

    private static Dictionary<string, string> Tags(Random random) =>
        random.Next(2) == 0
            ? []
            : new Dictionary<string, string> { ["team"] = OneOf(random, "x", "y")!, ["user"] = "u" };

    private static AccountBook Book(Random random, DateTimeOffset now) =>
        new()
        {
            Accounts =
            [
                Account("a", AccountTier.Paid, RandomLimits(random)) with
                {
                    TenantLimits = new Dictionary<string, Limits> { ["t1"] = RandomLimits(random) },
                },
                Account("free", AccountTier.Free, RandomLimits(random)),
            ],
            Keys = [Key("k1", RandomLimits(random)), Key("k2")],
            Budgets = Budgets(random),
            Credits = Credits(random, now),
        };

    private static Limits RandomLimits(Random random) =>
        new()
        {
            RequestsPerMinute = Maybe(random, 2, 9),
            InputTokensPerMinute = Maybe(random, 30, 300),
            OutputTokensPerMinute = Maybe(random, 30, 300),
            ConcurrentCalls = Maybe(random, 1, 8),
        };

    private static List<Billing.Credit> Credits(Random random, DateTimeOffset now) =>
        [
            .. Enumerable
                .Range(0, random.Next(0, 6))
                .Select(i =>
                {
                    var from = now.AddHours(random.Next(-40, 40));
                    return Credit(
                        $"c{i}",
                        random.Next(1, 1_000) / 100m,
                        from,
                        random.Next(3) == 0 ? null : from.AddHours(random.Next(1, 90)),
                        OneOf(random, "a", "free")!
                    );
                }),
        ];

    private static List<Budget> Budgets(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(0, 7))
                .Where(_ => random.Next(4) > 0)
                .Select(i =>
                    Budget(
                        $"b{i}",
                        random.Next(1, 1_500) / 100m,
                        new BudgetScope
                        {
                            Account = OneOf(random, "a", "free", null, null),
                            SubAccount = OneOf(random, "t1", "t2", null, null),
                            Feature = OneOf(random, "f1", null, null, null),
                            Environment = OneOf(random, "prod", null, null, null),
                            Model = OneOf(random, "m1", "m2", null, null, null),
                            Key = OneOf(random, "k1", null, null, null),
                            Tags = random.Next(3) == 0 ? Tags(random) : [],
                        },
                        (BudgetPeriod)random.Next(4),
                        (BudgetAction)random.Next(2),
                        (BudgetReserve)random.Next(2)
                    )
                ),
        ];

    private static long? Maybe(Random random, int least, int most) =>
        random.Next(3) == 0 ? random.Next(least, most) : null;

    private static string? OneOf(Random random, params string?[] values) => values[random.Next(values.Length)];
}
