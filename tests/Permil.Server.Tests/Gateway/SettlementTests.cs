using FsCheck;
using FsCheck.Fluent;

namespace Permil.Server.Gateway;

/// <summary>Whatever happens to calls, budgets, report and ledger agree afterwards.</summary>
public sealed class SettlementTests
{
    private const int Rounds = 15;
    private static readonly string[] Plays =
    [
        "",
        "bytes=7",
        "usage=flat",
        "usage=none",
        "stream=choice",
        "stream=none",
        "gap=1",
        "fault=status:400",
        "fault=status:429",
        "fault=reset",
        "fault=reset:2",
        "fault=hang",
        "bytes=30; size=1000; fault=hang:1",
        "bytes=30; size=1000; fault=hang:3",
    ];

    /// <param name="Kind">Which of the requests below.</param>
    /// <param name="IsStream">Where the kind has streams.</param>
    /// <param name="Choices">How many answers.</param>
    /// <param name="MaxTokens">Of each answer.</param>
    /// <param name="Play">What the provider does; what hangs is hung up on.</param>
    internal sealed record Wish(int Kind, bool IsStream, int Choices, int MaxTokens, string Play)
    {
        public bool Hangs => Play.Contains("hang", StringComparison.Ordinal);
    }

    /// <summary>A round: budgets in millionths of a USD, and calls that are made at the same time in pairs.</summary>
    internal sealed record Round(int All, int Each, IReadOnlyList<Wish> Wishes);

    [Fact]
    public async Task Budgets_AfterAnyCalls_AreWhatWasSettledAndReportedAndBilled()
    {
        await using var host = await GatewayHost.Run();
        var wishes =
            from kind in Gen.Choose(0, 5)
            from isStream in Gen.Elements(true, false)
            from choices in Gen.Choose(1, 3)
            from maxTokens in Gen.Choose(1, 2000)
            from play in Gen.Frequency((3, Gen.Constant("")), (4, Gen.Elements(Plays)))
            select new Wish(kind, isStream, choices, maxTokens, play);
        var rounds =
            from all in Gen.Choose(1, 20_000)
            from each in Gen.Choose(1, 8_000)
            from some in wishes.ListOf(14)
            select new Round(all, each, some);
        var number = 0;

        Prop.ForAll(rounds.ToArbitrary(), round => Play(host, round, number++).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds).WithStartSize(1).WithEndSize(1));
    }

    private static async Task Play(GatewayHost host, Round round, int number)
    {
        var feature = $"f{number}";
        await SetBudget(host, $$"""{"feature":"{{feature}}"}""", round.All);
        await SetBudget(host, $$$"""{"feature":"{{{feature}}}","tags":{"half":"a"}}""", round.Each);
        var seen = new Seen?[round.Wishes.Count];
        for (var i = 0; i < seen.Length; i += 2)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(i, Math.Min(2, seen.Length - i))
                    .Select(async at =>
                    {
                        var half = at % 3 == 0 ? "a" : "b";
                        var ask = AskOf(round.Wishes[at], $"{feature}-{at}")
                            .With(("x-permil-feature", feature), ("x-permil-tags", $"half={half},call={feature}-{at}"));
                        seen[at] = await Call(host, ask, round.Wishes[at], $"{feature}-{at}");
                    })
            );
        }

        await host.Quiet();
        await Check(host, feature, seen);
    }

    private static async Task<Seen?> Call(GatewayHost host, Ask ask, Wish wish, string name)
    {
        using var hangUp = new CancellationTokenSource();
        var sending = host.Send(ask, hangUp.Token);
        if (wish.Hangs)
        {
            // Hung up on once the provider has it, unless it was refused before.
            var arrived = host.Upstream.Ledger.WaitAsync(
                calls => calls.Any(call => call.Name == name),
                GatewayHost.Soon
            );
            await Task.WhenAny(sending, arrived);
            await hangUp.CancelAsync();
        }

        try
        {
            return await sending;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task Check(GatewayHost host, string feature, IReadOnlyList<Seen?> seen)
    {
        host.Server.Parts.Admission.OpenReservations.ShouldBe(0);
        await host.Server.Parts.Intake.FlushAsync();
        var unsettled = (
            await host.Admin(HttpMethod.Get, $"/api/v1/unsettled?filter=feature%3D{feature}&limit=100")
        ).Json;
        var heldCost = unsettled["unsettled"]!.AsArray().Sum(one => decimal.Parse($"{one!["reportedCost"]}"));
        var (_, settledCost, _) = await host.Reported($"&filter=feature%3D{feature}");

        var budgets = host.Budgets.Where(standing => standing.Budget.Scope.Feature == feature).ToList();
        budgets.ShouldAllBe(standing => standing.Reserved == 0 && standing.Overshoot == 0);
        budgets.Single(standing => standing.Budget.Scope.Tags.Count == 0).Spent.ShouldBe(settledCost + heldCost);

        // What a caller was told, and what the provider bills for calls that it ended and that tell their usage.
        foreach (
            var call in host.Upstream.Ledger.Calls.Where(call =>
                call.Name?.StartsWith($"{feature}-", StringComparison.Ordinal) ?? false
            )
        )
        {
            var at = int.Parse(call.Name!.Split('-')[1]);
            var billed = host.Billed(one => one.Name == call.Name);
            if (seen[at] is not { } answer)
            {
                continue;
            }

            var recorded = await host.EventOf(answer);
            var cost = recorded.UnsettledReason is null
                ? GatewayHost.Rater.Rate(recorded).ListCost
                : recorded.ReportedCost!.Value;
            cost.ShouldBeGreaterThanOrEqualTo(billed, call.Name);
            if (call is { IsComplete: true, TellsUsage: true } && answer.IsWhole)
            {
                recorded.UnsettledReason.ShouldBeNull(call.Name);
                cost.ShouldBe(billed, call.Name);
                answer.Cost.ShouldBe(billed, call.Name);
            }
        }
    }

    private static Task SetBudget(GatewayHost host, string scope, int millionths) =>
        host.Admin(
            HttpMethod.Put,
            "/api/v1/budgets",
            $$"""{"scope":{{scope}},"amount":"{{millionths / 1_000_000m}}","period":"total","action":"block"}"""
        );

    private static Ask AskOf(Wish wish, string name)
    {
        var stream = wish.IsStream ? ",\"stream\":true" : "";
        var play = $"{wish.Play}; name={name}";
        return wish.Kind switch
        {
            0 or 1 => Ask.Chat(play, wish.IsStream, maxTokens: wish.MaxTokens, more: $"\"n\":{wish.Choices},"),
            2 => new Ask
            {
                Path = "/v1/messages",
                Body =
                    $$"""{"model":"claude-haiku-4-5","max_tokens":{{wish.MaxTokens}}{{stream}},"messages":[{"role":"user","content":"Grüße"}]}""",
                Play = play,
            },
            3 => new Ask
            {
                Path = "/v1/embeddings",
                Body = $$"""{"model":"text-embedding-3-small","input":"{{new string('x', wish.MaxTokens)}}"}""",
                Play = play,
            },
            4 => new Ask
            {
                Path = "/v1/images/generations",
                Body =
                    $$"""{"model":"black-forest-labs/FLUX.1-schnell","prompt":"x","n":{{wish.Choices}},"width":{{wish.MaxTokens}},"height":512}""",
                Play = play,
            },
            _ => new Ask
            {
                Path = "/v1/audio/speech",
                Body = $$"""{"model":"tts-1","input":"{{new string('x', wish.Choices * 10)}}","voice":"x"}""",
                Play = play,
            },
        };
    }
}
