using FsCheck;
using FsCheck.Fluent;
using Permil.Billing.Contracts;
using Permil.Budgets;
using static Permil.Budgets.TestCalls;

namespace Permil.Billing;

public sealed class CreditBalanceTests
{
    [Fact]
    public void Spend_SeveralCredits_UsesTheSoonestToExpireFirst()
    {
        var balance = new CreditBalance([
            Credit("never", 5, Start),
            Credit("late", 5, Start, Start.AddDays(20)),
            Credit("soon", 5, Start, Start.AddDays(10)),
        ]);

        balance.Spend(Start.AddDays(1), 7);

        balance.AvailableAt(Start.AddDays(1)).ShouldBe(8);
        balance.AvailableAt(Start.AddDays(10)).ShouldBe(8);
        balance.AvailableAt(Start.AddDays(20)).ShouldBe(5);
        balance
            .StandingsAt(Start.AddDays(10))
            .Select(standing => (standing.Credit.Id, standing.Used, standing.Remaining))
            .ShouldBe([("soon", 5, 0), ("late", 2, 3), ("never", 0, 5)]);
    }

    [Fact]
    public void IsOf_TheSameCredits_InWhateverOrder()
    {
        var (first, second) = (Credit("first", 5, Start), Credit("second", 5, Start));
        var balance = new CreditBalance([first, second]);

        balance.IsOf([second, first]).ShouldBeTrue();
        balance.IsOf([first]).ShouldBeFalse();
        balance.IsOf([first, second with { Amount = 6 }]).ShouldBeFalse();
        balance.IsOf([first, second, Credit("third", 5, Start)]).ShouldBeFalse();
        new CreditBalance([]).IsOf([]).ShouldBeTrue();
    }

    /// <summary>Costs of an earlier time take what a later stretch has left, asked about before or not.</summary>
    [Fact]
    public void AvailableAt_AfterAnEarlierCost_IsCountedAnew()
    {
        var balance = new CreditBalance([
            Credit("early", 5, Start, Start.AddDays(10)),
            Credit("long", 5, Start, Start.AddDays(20)),
        ]);

        balance.AvailableAt(Start.AddDays(15)).ShouldBe(5);
        balance.Spend(Start.AddDays(1), 7);
        balance.AvailableAt(Start.AddDays(1)).ShouldBe(3);
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(3);
        balance.Spend(Start.AddDays(15), 1);
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(2);
        balance.Reserve(Start.AddDays(1), 1);
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(1);
        balance.FreeAll();
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(2);
    }

    [Fact]
    public void EndCount_OfWhatWasSpent_IsWhatIsLeftFromThenOn()
    {
        var balance = new CreditBalance([
            Credit("early", 5, Start, Start.AddDays(10)),
            Credit("long", 5, Start, Start.AddDays(20)),
        ]);
        var recount = Recount();
        balance.BeginCount(recount);
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(5);

        balance.EndCount(recount, [0, 7, 0, 0]);

        balance.AvailableAt(Start.AddDays(1)).ShouldBe(3);
        balance.AvailableAt(Start.AddDays(15)).ShouldBe(3);
    }

    [Fact]
    public void EndCount_AfterALaterCountBegan_ChangesNothing()
    {
        var balance = new CreditBalance([Credit("c", 5, Start)]);
        var (first, second) = (Recount(), Recount());
        balance.BeginCount(first);
        balance.BeginCount(second);

        balance.EndCount(first, [0, 4]);
        balance.AvailableAt(Start).ShouldBe(5);
        balance.EndCount(second, [0, 1]);
        balance.AvailableAt(Start).ShouldBe(4);
    }

    private static SpendRecount Recount() => new Admission(TimeProvider.System, _ => { }).BeginRecount();

    [Fact]
    public void Remaining_OfACreditThatIsOver_IsNothingThoughSomeWasNotUsed()
    {
        var credit = Credit("c", 5, Start, Start.AddDays(1));
        var standing = new CreditStanding(credit, 2, IsLive: false);

        (standing.Unused, standing.Remaining).ShouldBe((3, 0));
        CreditStanding.NotCounted(credit, Start.AddDays(1)).IsLive.ShouldBeFalse();
        CreditStanding.NotCounted(credit, Start).IsLive.ShouldBeTrue();
        CreditStanding.NotCounted(credit, Start.AddTicks(-1)).IsLive.ShouldBeFalse();
        CreditStanding.NotCounted(credit with { ExpiresAt = null }, Start.AddYears(9)).IsLive.ShouldBeTrue();
        CreditStanding.NotCounted(credit, Start).Unused.ShouldBeNull();
    }

    [Fact]
    public void Credits_AreUsedByPriorityThenExpiryThenAgeThenId() =>
        new CreditTimeline([
            Credit("b", 1, Start),
            Credit("a", 1, Start),
            Credit("old", 1, Start.AddDays(-1)),
            Credit("ends", 1, Start, Start.AddDays(9)),
            Credit("soon", 1, Start, Start.AddDays(3)),
            Credit("first", 1, Start) with
            {
                Priority = 1,
            },
        ])
            .Credits.Select(credit => credit.Id)
            .ShouldBe(["first", "soon", "ends", "old", "a", "b"]);

    [Fact]
    public void AvailableAt_FromBeginningToEnd_IsHalfOpen()
    {
        var balance = new CreditBalance([Credit("c", 5, Start, Start.AddDays(1))]);

        balance.AvailableAt(Start.AddTicks(-1)).ShouldBe(0);
        balance.AvailableAt(Start).ShouldBe(5);
        balance.AvailableAt(Start.AddDays(1).AddTicks(-1)).ShouldBe(5);
        balance.AvailableAt(Start.AddDays(1)).ShouldBe(0);
    }

    /// <summary>
    /// Against paying call by call in the order of time: whatever order costs come in, and when built from history.
    /// </summary>
    [Fact]
    public void Balance_RandomCreditsAndCosts_IsThatOfPayingCallByCall()
    {
        var exhausted = 0;
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var credits = Enumerable.Range(0, random.Next(0, 6)).Select(i => RandomCredit(random, i)).ToList();
                    var spends = Enumerable
                        .Range(0, random.Next(0, 30))
                        .Select(_ => (Time: Start.AddHours(random.Next(0, 60)), Cost: random.Next(0, 300) / 100m))
                        .ToList();
                    var history = new SpendList();
                    history.Spends.AddRange(spends.Select(spend => (Scope(spend.Time), spend.Cost)));
                    history.Spends.Add((Scope(Start.AddHours(5), account: "other"), 1));
                    var balance = new CreditBalance(credits);
                    foreach (var (time, cost) in spends)
                    {
                        balance.Spend(time, cost);
                        balance.AvailableAt(Start.AddHours(random.Next(0, 60)));
                    }

                    var built = CreditBalance.Of("a", credits, history);
                    var left = PaidOneByOne(credits, spends);
                    exhausted += left.Values.Count(value => value == 0);
                    var now = Start.AddHours(60);
                    return Enumerable
                            .Range(0, 61)
                            .All(hour =>
                            {
                                var at = Start.AddHours(hour);
                                var before = PaidOneByOne(credits, spends.Where(spend => spend.Time <= at));
                                var expected = credits
                                    .Where(credit => IsLive(credit, at))
                                    .Sum(credit => before[credit.Id]);

                                // Only asked where no cost of the same stretch is still to come.
                                return spends.Any(spend => spend.Time > at)
                                    || (balance.AvailableAt(at) == expected && built.AvailableAt(at) == expected);
                            })
                        && balance.StandingsAt(now).All(standing => standing.Unused == left[standing.Credit.Id])
                        && balance.StandingsAt(now).SequenceEqual(built.StandingsAt(now))
                        && left.Values.All(value => value >= 0);
                }
            )
            .Holds(500);
        exhausted.ShouldBeGreaterThan(Generators.ShareOf(100));
    }

    [Fact]
    public void Free_AfterReserve_LeavesWhatWasThere()
    {
        var balance = new CreditBalance([Credit("c", 5, Start)]);
        balance.Reserve(Start, 3);
        balance.AvailableAt(Start).ShouldBe(2);

        balance.Free(Start, 3);

        balance.AvailableAt(Start).ShouldBe(5);
    }

    [Fact]
    public void Balance_OfCreditsThatPayOnlyForSomeUsage_LeavesThemOut()
    {
        Credit[] credits =
        [
            Credit("some", 100, Start) with
            {
                Pays = new ChargeMatch { Models = ["x"] },
                Priority = 0,
            },
            Credit("all", 5, Start) with
            {
                Pays = new ChargeMatch(),
            },
        ];
        var balance = new CreditBalance(credits);

        balance.Spend(Start, 3);

        balance.AvailableAt(Start).ShouldBe(2);
        balance.StandingsAt(Start).ShouldHaveSingleItem().Credit.Id.ShouldBe("all");
        balance.IsOf(credits).ShouldBeTrue();
        balance.IsOf([credits[1]]).ShouldBeTrue();
        balance.IsOf([credits[0]]).ShouldBeFalse();
    }

    [Fact]
    public void Spend_ALowerPriority_IsUsedBeforeWhatExpiresSooner()
    {
        var balance = new CreditBalance([
            Credit("soon", 5, Start, Start.AddDays(1)),
            Credit("first", 5, Start) with
            {
                Priority = 10,
            },
        ]);

        balance.Spend(Start, 6);

        balance
            .StandingsAt(Start)
            .Select(standing => (standing.Credit.Id, standing.Used))
            .ShouldBe([("first", 5), ("soon", 1)]);
    }

    internal static Credit RandomCredit(Random random, int id)
    {
        var from = Start.AddHours(random.Next(0, 40));
        return Credit(
            $"c{id}",
            random.Next(1, 800) / 100m,
            from,
            random.Next(3) == 0 ? null : from.AddHours(random.Next(1, 30))
        );
    }

    /// <summary>Takes the calls in the order of time, each from the live credits in the order of use.</summary>
    internal static Dictionary<string, decimal> PaidOneByOne(
        IReadOnlyCollection<Credit> credits,
        IEnumerable<(DateTimeOffset Time, decimal Cost)> spends
    )
    {
        var left = credits.ToDictionary(credit => credit.Id, credit => credit.Amount);
        foreach (var (time, cost) in spends.OrderBy(spend => spend.Time))
        {
            var unpaid = cost;
            foreach (
                var credit in credits
                    .Where(credit => IsLive(credit, time))
                    .OrderBy(credit => credit.ExpiresAt is null)
                    .ThenBy(credit => credit.ExpiresAt)
                    .ThenBy(credit => credit.GrantedAt)
                    .ThenBy(credit => credit.Id, StringComparer.Ordinal)
            )
            {
                var pays = Math.Min(unpaid, left[credit.Id]);
                left[credit.Id] -= pays;
                unpaid -= pays;
            }
        }

        return left;
    }

    internal static bool IsLive(Credit credit, DateTimeOffset time) =>
        credit.GrantedAt <= time && (credit.ExpiresAt is null || time < credit.ExpiresAt);
}
