using Permil.Budgets;
using Permil.Server.Gateway.Answers;
using Permil.Server.Gateway.Upstreams;
using Permil.Server.Sync;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Server.Gateway.Jobs;

public sealed class OpenJobsRecordingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task End_OfMoreThanFitsTogether_IsRecordedInParts()
    {
        const int Events = 5_000;

        var (ended, stored) = await End(segmentBytes: 1 << 20, [Events], [0, 999, 1_000, Events - 1, Events]);

        ended.ShouldBe([Events * 0.15m]);
        stored.ShouldBe([0, 999, 1_000, Events - 1]);
    }

    [Fact]
    public async Task End_ThatCannotBeRecorded_LeavesTheJobOpenForTheNext()
    {
        // A thousand events at once do not fit, ten do.
        var (ended, stored) = await End(segmentBytes: 64 << 10, [2_000, 10], [0, 9, 10]);

        ended.ShouldBe([null, 1.5m]);
        stored.ShouldBe([0, 9]);
    }

    /// <summary>Ends one job several times, with so many events each.</summary>
    /// <returns>What each end cost, <see langword="null"/> where it failed; and which of some events are stored.</returns>
    private static async Task<(IReadOnlyList<decimal?> Ended, IEnumerable<int> Stored)> End(
        long segmentBytes,
        int[] counts,
        int[] lookedFor
    )
    {
        using var folder = new TemporaryFolder();
        using var store = UsageStore.Open(folder.File("data"), StoreAccess.Write);
        await using var intake = UsageIntake.Open(
            store,
            journalOptions: new JournalOptions { SegmentBytes = segmentBytes }
        );
        var options = new GatewayOptions
        {
            Upstreams = [new UpstreamOptions("openai", new Uri("http://127.0.0.1:9/v1"), null)],
        };
        using var upstreams = new UpstreamSet(options, GatewayHost.Rater.Catalog);
        using var gate = new SpendGate();
        var told = 0;
        var jobs = new OpenJobs(
            intake,
            GatewayHost.Rater,
            new Settlement(intake, GatewayHost.Rater, options, gate),
            gate,
            upstreams,
            AnswerContext.For(GatewayHost.Rater.Catalog),
            (_, _) => told++
        );
        var intent = Intent();
        var admission = new Admission(TimeProvider.System);
        intake.BeginCall(intent);
        jobs.Resume(
            intent,
            admission.Resume(
                new CallScope(null, intent.Call),
                new CallBound
                {
                    ListCost = 1,
                    InputTokens = 0,
                    OutputTokens = 0,
                }
            )
        );
        var job = jobs.Find(CallKind.Batch, "batch-1")!;
        var ended = new List<decimal?>();
        foreach (var count in counts)
        {
            try
            {
                ended.Add(await jobs.End(job, [.. Enumerable.Range(0, count).Select(Used)]));
                jobs.Find(CallKind.Batch, "batch-1").ShouldBeNull();
                admission.OpenReservations.ShouldBe(0);
            }
            catch (ArgumentException)
            {
                ended.Add(null);
                jobs.Find(CallKind.Batch, "batch-1").ShouldBeSameAs(job);
                admission.OpenReservations.ShouldBe(1);
            }
        }

        told.ShouldBe(1);
        await intake.FlushAsync();
        await intake.StoreAsync();
        return (ended, [.. lookedFor.Where(number => StoredEvents.Find(store, Used(number).Id).Any())]);
    }

    private static CallIntent Intent() =>
        new(
            new UsageEvent
            {
                Id = "req_1/job",
                Source = "gateway",
                Time = Now,
                Provider = "openai",
                Model = GatewayHost.Model,
                Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["job"] = "batch-1",
                    ["job_kind"] = "Batch",
                },
            },
            BoundListCost: 1,
            LikelyCost: null
        );

    /// <summary>Two million input tokens: 0.15 USD as a batch.</summary>
    private static UsageEvent Used(int number) =>
        new()
        {
            Id = $"chatcmpl-{number}",
            Source = "openai",
            Time = Now,
            Provider = "openai",
            Model = GatewayHost.Model,
            Usage = [new Measurement(Meters.InputTokens, 2_000_000)],
        };
}
