using Microsoft.Extensions.Logging.Abstractions;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Server.Gateway;
using Permil.Server.Sync;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Server.Hosting;

public sealed class LiveAccountsTests
{
    private const string Model = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

    private static readonly Rater Rater = new(new PriceCatalog(ShippedPriceBooks.Read()));

    /// <summary>Over a real store: calls end and usage is handed in while everything is counted again and again.</summary>
    [Fact]
    public async Task Recount_CallsEndMeanwhile_CountsEachOnce()
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store, delay: TimeSpan.FromMilliseconds(1));
        using var gate = new SpendGate();
        var now = TimeProvider.System.GetUtcNow();
        var admission = new Admission(TimeProvider.System);
        var history = new SpendHistory(store, intake, Rater, AllocationRules.None);
        var accounts = new LiveAccounts(admission, history, gate, NullLogger.Instance);
        accounts.Take(
            AccountBook.Empty with
            {
                Accounts =
                [
                    new Account
                    {
                        Id = "a",
                        Tier = AccountTier.Paid,
                        CreatedAt = now,
                    },
                ],
                Budgets = [Budget("all", new BudgetScope()), Budget("t1", new BudgetScope { SubAccount = "t1" })],
                Credits =
                [
                    new Billing.Credit
                    {
                        Id = "c",
                        Account = "a",
                        Amount = 1_000,
                        GrantedAt = now.AddDays(-1),
                    },
                ],
            }
        );
        var each = Rater.Rate(Usage("one", "test", "t1", now)).ListCost;
        each.ShouldBeGreaterThan(0);
        using var ended = new CancellationTokenSource();
        var calls = new int[2];
        var counting = Task.Run(async () =>
        {
            var handedIn = 0;
            while (!ended.IsCancellationRequested || handedIn < 3)
            {
                await intake.AppendAsync([Usage($"handed-in-{handedIn++}", "test", "t1", now)]);
                accounts.Recount();

                // While no call ends, every call that ended and all that was handed in is counted, once.
                gate.WhileClosed(() =>
                {
                    var all = (calls[0] + calls[1] + handedIn) * each;
                    admission.Budgets.Select(standing => standing.Spent).ShouldBe([all, (calls[1] + handedIn) * each]);
                    admission.Credits.ShouldHaveSingleItem().Used.ShouldBe(all);
                });
            }
        });

        await Parallel.ForAsync(
            0,
            1_500,
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (i, cancellation) =>
            {
                var used = Usage($"call-{i}", GatewayUsage.Source, $"t{i % 2}", TimeProvider.System.GetUtcNow());
                var call = admission.Admit(new CallScope(null, used), Bound).Reservation.ShouldNotBeNull();
                await intake.BeginCall(new CallIntent(used with { Usage = [] }, 1, null)).WhenDurable();
                using (gate.Enter())
                {
                    _ = intake.EndCall(used.Id, [used]);
                    Interlocked.Increment(ref calls[i % 2]);
                    call.Settle(each, 1, 0);
                }
            }
        );
        await ended.CancelAsync();
        await counting;

        calls.ShouldBe([750, 750]);
        admission.Budgets.ShouldAllBe(standing => standing.Reserved == 0);
    }

    [Fact]
    public async Task Snapshot_UsageStoredLater_IsNotInIt()
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);
        var now = TimeProvider.System.GetUtcNow();
        var history = new SpendHistory(store, intake, Rater, AllocationRules.None);
        await intake.AppendAsync([Usage("before", "test", "t1", now)]);
        history.CatchUp();
        using var snapshot = history.Snapshot();
        await intake.AppendAsync([Usage("after", "test", "t2", now), Usage("after-too", "new source", "t1", now)]);
        history.CatchUp();

        var each = Rater.Rate(Usage("one", "test", "t1", now)).ListCost;
        snapshot.Spent(new BudgetScope(), null, null).ShouldBe(each);
        history.Spent(new BudgetScope(), null, null).ShouldBe(3 * each);
    }

    private static CallBound Bound { get; } =
        new()
        {
            ListCost = 0.01m,
            InputTokens = 0,
            OutputTokens = 0,
        };

    private static UsageEvent Usage(string id, string source, string tenant, DateTimeOffset time) =>
        new()
        {
            Id = id,
            Source = source,
            Time = time,
            Provider = "together",
            Model = Model,
            Mode = Mode.Serverless,
            Account = "a",
            SubAccount = tenant,
            Usage = [new Measurement(Meters.InputTokens, 1_000)],
        };

    private static Budget Budget(string id, BudgetScope scope) =>
        new()
        {
            Id = id,
            Amount = 1_000,
            Scope = scope,
            Period = BudgetPeriod.Total,
            Action = BudgetAction.Block,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
}
