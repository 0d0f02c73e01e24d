using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Server.Hosting;

/// <summary>What is held for calls and jobs, over attempts and restarts.</summary>
public sealed class HeldCallsTests
{
    private const string Model = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
    private const string Alias = "meta-llama/Meta-Llama-3.3-70B-Instruct-Turbo";

    [Fact]
    public async Task Videos_NobodyAsksHowTheyAre_LeaveTheAccountFree()
    {
        var job = 0;
        await using var host = await AnsweringHost.Start(
            upstreams: 1,
            new Limits { ConcurrentCalls = 1 },
            budgets: [],
            _ => (200, $$"""{"id":"video-{{Interlocked.Increment(ref job)}}","status":"in_progress"}""")
        );

        for (var i = 0; i < 3; i++)
        {
            var (status, _) = await host.Post("/v1/videos", """{"model":"google/veo-3.0","prompt":"x"}""");
            status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Batch_AfterARestart_HoldsItsTokensAndTheBudgetOfItsModel()
    {
        var line =
            """{"custom_id":"1","body":{"model":"MODEL","max_tokens":1000,"messages":[{"role":"user","content":"x"}]}}""".Replace(
                "MODEL",
                Alias,
                StringComparison.Ordinal
            );
        await using var host = await AnsweringHost.Start(
            upstreams: 1,
            new Limits { BatchTokensPerModel = 2_000 },
            [Budget(amount: 100, new BudgetScope { Model = Model })],
            request =>
                request.Path.Value!.Contains("/files/", StringComparison.Ordinal)
                    ? (200, line)
                    : (200, """{"job":{"id":"batch-1","status":"VALIDATING"}}""")
        );
        const string Batch = """{"input_file_id":"f","endpoint":"/v1/chat/completions"}""";
        (await host.Post("/v1/batches", Batch)).Status.ShouldBe(200);
        var before = await host.Budget();
        before.Reserved.ShouldBeGreaterThan(0);

        await host.StartAgain();

        (await host.Budget()).ShouldBe(before);
        var (status, body) = await host.Post("/v1/batches", Batch);
        status.ShouldBe(429);
        body!["error"]!["message"]!.ToString().ShouldContain("tokens of batches under way");
    }

    [Theory]
    [InlineData("0.002", 1, 402)]
    [InlineData("1", 2, 429)]
    public async Task Attempts_EachBilled_FollowOnlyWhereTheBudgetHoldsThem(string amount, int attempts, int expected)
    {
        await using var host = await AnsweringHost.Start(
            upstreams: 2,
            new Limits(),
            [Budget(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), new BudgetScope())],
            _ =>
                (
                    429,
                    """{"id":"x","object":"chat.completion","created":1790000000,"model":"MODEL","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":1000,"total_tokens":1030}}""".Replace(
                        "MODEL",
                        Model,
                        StringComparison.Ordinal
                    )
                )
        );

        var (status, _) = await host.Post(
            "/v1/chat/completions",
            $$"""{"model":"{{Model}}","max_tokens":1000,"messages":[{"role":"user","content":"x"}]}"""
        );

        status.ShouldBe(expected);
        host.Asked.Count.ShouldBe(attempts);
        var (spent, reserved) = await host.Budget();
        spent.ShouldBeGreaterThan(0);
        spent.ShouldBe(attempts * CostOf(30, 1_000));
        reserved.ShouldBe(0);
    }

    [Fact]
    public async Task FailedCall_SaysNothingOfWhatIsLikely()
    {
        await using var host = await AnsweringHost.Start(
            upstreams: 1,
            new Limits(),
            [Budget(amount: 10, new BudgetScope()) with { Reserve = BudgetReserve.Lenient }],
            _ => (500, """{"error":{"message":"not now"}}""")
        );
        const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        const string Plain = $$"""{"model":"{{Model}}",{{Messages}} }""";
        const string Search = $$"""{"model":"{{Model}}",{{Messages}},"web_search_options":{} }""";
        (await host.Post("/v1/chat/completions", Search)).Status.ShouldBe(403);
        (await host.Post("/v1/chat/completions", Plain)).Status.ShouldBe(500);

        var (status, body) = await host.Post("/v1/chat/completions", Search);

        status.ShouldBe(403);
        body!["error"]!["code"]!.ToString().ShouldBe("cost_unbounded");
    }

    private static decimal CostOf(long input, long output) =>
        new Rater(new PriceCatalog(ShippedPriceBooks.Read()))
            .Rate(
                new UsageEvent
                {
                    Id = "e",
                    Source = "test",
                    Time = TimeProvider.System.GetUtcNow(),
                    Provider = "together",
                    Model = Model,
                    Mode = Mode.Serverless,
                    Usage = [new Measurement(Meters.InputTokens, input), new Measurement(Meters.OutputTokens, output)],
                }
            )
            .ListCost;

    private static Budget Budget(decimal amount, BudgetScope scope) =>
        new()
        {
            Id = "b",
            Amount = amount,
            Scope = scope,
            Period = BudgetPeriod.Total,
            Action = BudgetAction.Block,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
}
