using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Rating.Bulk;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>Lines taken as lines are the events that they are when they are read one by one.</summary>
public sealed class UsageImportTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly ReadOptions Options = new() { DefaultTime = TestBooks.At("2026-06-01T00:00:00Z") };

    [Fact]
    public void TryTakeLines_AnyLog_IsAsLineByLine()
    {
        var (stored, rejected) = (0L, 0L);
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    var file = new LogGenerator(seed).File(
                        random.Next(1, 400),
                        oddPerMille: OneOf(random, [0, 5, 100])
                    );
                    if (random.Next(2) == 0)
                    {
                        file = WithMoreFields(file, random);
                    }

                    var (new_, refused) = ShouldBeTheSame(file, OneOf(random, [60, 10_000]));
                    stored += new_;
                    rejected += refused;
                    return true;
                }
            )
            .Holds(20);
        stored.ShouldBeGreaterThan(2_000);
        rejected.ShouldBeGreaterThan(10);
    }

    /// <summary>Counts that only the full reader knows what to make of, behind lines whose shape is known.</summary>
    [Theory]
    [InlineData(10, 11, 5, 0, 15)]
    [InlineData(10, 10, 5, 0, 15)]
    [InlineData(10, 2, 5, 6, 15)]
    [InlineData(10, 2, 5, 5, 15)]
    [InlineData(10, 2, 5, 1, 16)]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1_000_000_000_001, 0, 5, 0, 1_000_000_000_006)]
    [InlineData(2_000_000_000_000_000, 0, 5, 0, 2_000_000_000_000_005)]
    public void TryTakeLines_OddCounts_AreAsLineByLine(
        long prompt,
        long cached,
        long output,
        long reasoning,
        long total
    )
    {
        static string Line(int id, long prompt, long cached, long output, long reasoning, long total) =>
            $$$"""{"id":"c{{{id}}}","ts":"2026-06-03T12:00:00Z","model":"gpt-4o-mini","usage":{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{output}}},"total_tokens":{{{total}}},"reasoning_tokens":{{{reasoning}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}} } } }""";

        var lines = Enumerable.Range(0, 5).Select(id => Line(id, 20, 3, 9, 4, 29)).ToList();
        lines.Insert(3, Line(77, prompt, cached, output, reasoning, total));
        ShouldBeTheSame(Encoding.UTF8.GetBytes(string.Join('\n', lines)), batchRows: 100)
            .New.ShouldBeGreaterThanOrEqualTo(5);
    }

    private static (long New, long Rejected) ShouldBeTheSame(byte[] file, int batchRows)
    {
        using var fastFolder = TemporaryFolder.InMemory();
        using var slowFolder = TemporaryFolder.InMemory();
        using var fast = UsageStore.Open(fastFolder.Path, StoreAccess.Write);
        using var slow = UsageStore.Open(slowFolder.Path, StoreAccess.Write);
        var (inBulk, bulkRejects) = Import(fast, file, batchRows, import => import);
        var (lineByLine, lineRejects) = Import(slow, file, batchRows, import => new EventByEventSink(import));
        inBulk.ShouldBe(lineByLine);
        bulkRejects.ShouldBe(lineRejects);
        RowsOf(fast).ShouldBe(RowsOf(slow));
        StoredEvents.Conflicts(fast).ShouldBe(StoredEvents.Conflicts(slow), ignoreOrder: true);

        // The same contents under the same ids: everything is known, each way round.
        var (again, _) = Import(fast, file, batchRows, import => new EventByEventSink(import));
        (again.New, again.NewConflicts, again.Conflicts).ShouldBe((0, 0, inBulk.Conflicts));
        (again, _) = Import(slow, file, batchRows, import => import);
        (again.New, again.NewConflicts, again.Conflicts).ShouldBe((0, 0, inBulk.Conflicts));
        return (inBulk.New, inBulk.Rejected);
    }

    private static (ImportSummary Summary, List<string> Rejected) Import(
        UsageStore store,
        byte[] file,
        int batchRows,
        Func<UsageImport, IUsageSink> sinkOf
    )
    {
        var rejected = new List<string>();
        var import = new UsageImport(store, Options, line => rejected.Add($"{line.Line}: {line.Reason}"), batchRows);
        UsageLog.Read(new MemoryStream(file), "log", import.Options, sinkOf(import));
        return (import.Finish(), rejected);
    }

    /// <summary>Every stored event in its order, with the hash of what it says.</summary>
    private static List<string> RowsOf(UsageStore store)
    {
        using var connection = store.Connect();
        using var result = connection.Query("SELECT id FROM usage ORDER BY sequence");
        var ids = new List<string>();
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                ids.Add(chunk.Text(0, row)!);
            }
        }

        var shown = ids.Distinct(StringComparer.Ordinal)
            .Where((_, i) => i % (1 + (ids.Count / 15)) == 0)
            .SelectMany(id => StoredEvents.Find(store, id))
            .Select(found => $"{found.Sequence} {found.IsCounted} {EventText.Of(found.Event)}");
        GroupKey[] keys =
        [
            .. ((string[])["model", "mode", "account", "tenant", "day"]).Select(key => GroupKey.Parse(key)!),
        ];
        var rated = StoredRating.Rate(store, Rater, AllocationRules.None, keys, UsageSelection.All);
        return [.. ids, .. shown, .. SummaryText.Of(rated).Split('\n')];
    }

    private static readonly Rater Rater = TestBooks.RaterOf(
        "models: [{ id: gpt-4o-mini, kind: chat, prices: [{ price: { input_tokens: 3, output_tokens: 15 }, source: page }] }]"
    );

    /// <summary>Costs, tenants with escapes and texts of their own in nearly every line.</summary>
    private static byte[] WithMoreFields(byte[] file, Random random)
    {
        var lines = Encoding.UTF8.GetString(file).Split('\n');
        var field = random.Next(5);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("{\"", StringComparison.Ordinal) && random.Next(8) > 0)
            {
                var cost = OneOf(
                    random,
                    ["0.5", "0", "-1.25", "1e-3", "12.340", "\"0.7\"", "null", "0.00000000000000000000000001"]
                );
                var extra = field switch
                {
                    0 => $"\"cost\":{cost},",
                    1 => $"\"spend\":{cost},",
                    2 => $"\"user\":\"u-{random.Next()}\",\"cost_usd\":{cost},",
                    3 => $"\"project\":\"é\\u00e9{random.Next(3)}\",",
                    _ => $"\"key\":\"k{random.Next(4)}\",",
                };
                lines[i] = lines[i].Insert(1, extra);
            }
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static T OneOf<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
