using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Usage.Readers;

public sealed class ReaderPropertyTests
{
    private static readonly string[] SampleFiles = Directory
        .GetFiles(Repository.PathOf("samples/logs"))
        .Where(path => !path.EndsWith(".md", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .ToArray();

    private static readonly Arbitrary<int[]> ChunkSizes = Gen.Choose(1, 200).ArrayOf().ToArbitrary();

    [Fact]
    public void Read_AnyChunkBoundaries_GiveTheSameEvents() =>
        Prop.ForAll(
                ChunkSizes,
                Gen.Elements(SampleFiles).ToArbitrary(),
                (sizes, path) =>
                {
                    var bytes = File.ReadAllBytes(path);
                    using var stream = new ChunkedStream(bytes, sizes);
                    return ReadResult.Of(stream).Described() == ReadResult.Of(bytes).Described();
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_SampleBytewise_GivesTheSameEvents()
    {
        foreach (var path in SampleFiles)
        {
            var bytes = File.ReadAllBytes(path);
            using var stream = new ChunkedStream(bytes, [1]);
            ReadResult.Of(stream).Described().ShouldBe(ReadResult.Of(bytes).Described(), path);
        }
    }

    [Fact]
    public void Read_MutatedLog_NeverThrowsAndNeverGoesNegative() =>
        Prop.ForAll(
                Gen.Elements(SampleFiles).ToArbitrary(),
                Mutations,
                (path, mutations) =>
                {
                    var bytes = File.ReadAllBytes(path);
                    foreach (var (place, value) in mutations)
                    {
                        bytes[place % bytes.Length] = value;
                    }

                    var found = ReadResult.Of(bytes);
                    return found.Events.TrueForAll(IsSane);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Read_MutatedGzip_NeverThrows() =>
        Prop.ForAll(
                Mutations,
                mutations =>
                {
                    var bytes = Gzip.Pack(File.ReadAllBytes(SampleFiles[0]));
                    foreach (var (place, value) in mutations)
                    {
                        bytes[place % bytes.Length] = value;
                    }

                    return ReadResult.Of(bytes).Events.TrueForAll(IsSane);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Read_CutLog_NeverThrows()
    {
        foreach (var path in SampleFiles)
        {
            var bytes = File.ReadAllBytes(path);
            for (var length = 0; length < bytes.Length; length += 7)
            {
                ReadResult.Of(bytes[..length]).Events.TrueForAll(IsSane).ShouldBeTrue(path);
            }
        }
    }

    [Fact]
    public void Read_JsonLineAndCsv_GiveTheSameEvent() =>
        Prop.ForAll(
                Records,
                record =>
                {
                    var json = ReadResult.Of(record.ToJson()).Described();
                    var csv = ReadResult.Of(record.ToCsv()).Described();
                    return (json == csv).Label($"{json}\n{csv}");
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_ComponentsOfAResponse_AddUpToItsCounts() =>
        Prop.ForAll(
                Gen.Choose(0, 100_000).ToArbitrary(),
                Gen.Choose(0, 120_000).ToArbitrary(),
                Gen.Choose(0, 5000).ToArbitrary(),
                (prompt, cached, output) =>
                {
                    var found = ReadResult.Of(
                        $$$$"""{"id":"x","object":"chat.completion","created":1791000000,"model":"m","usage":{"prompt_tokens":{{{{prompt}}}},"completion_tokens":{{{{output}}}},"cached_tokens":{{{{cached}}}},"prompt_tokens_details":{"cached_tokens":{{{{cached}}}}}}}"""
                    );
                    return cached > prompt
                        ? found.Rejected.Count == 1 && found.Events.Count == 0
                        : found.Events[0].QuantityOf(Meters.InputTokens) == prompt - cached
                            && found.Events[0].QuantityOf(Meters.CachedInputTokens) == cached
                            && found.Events[0].QuantityOf(Meters.OutputTokens) == output;
                }
            )
            .QuickCheckThrowOnFailure();

    private static readonly Arbitrary<(int Place, byte Value)[]> Mutations = (
        from place in Gen.Choose(0, 100_000)
        from value in Gen.OneOf(
            Gen.Choose(0, 255).Select(number => (byte)number),
            Gen.Elements(
                (byte)'-',
                (byte)'"',
                (byte)'}',
                (byte)'{',
                (byte)',',
                (byte)'9',
                (byte)'e',
                (byte)'\n',
                (byte)'n',
                (byte)'.'
            )
        )
        select (place, value)
    )
        .NonEmptyListOf()
        .Select(list => list.Take(4).ToArray())
        .ToArbitrary();

    private static readonly Arbitrary<AppRecord> Records = (
        from id in Texts("a", "chat-7", "x y", "q\"uote", "com,ma", "line\nbreak", "ünï")
        from model in Texts("m", "moonshotai/Kimi-K3")
        from tenant in Texts("t-1", "", "a,b")
        from mode in Texts("sync", "batch", "")
        from prompt in Gen.Choose(0, 10_000)
        from cached in Gen.Choose(0, 12_000)
        from output in Gen.Choose(0, 10_000)
        select new AppRecord(id, model, tenant, mode, prompt, cached, output)
    ).ToArbitrary();

    private static Gen<string> Texts(params string[] texts) => Gen.Elements(texts);

    private static bool IsSane(UsageEvent one) =>
        one.Usage.All(m => m.Quantity is > 0 and <= Measurement.MaxQuantity)
        && one.Id.Length > 0
        && one.Source.Length > 0
        && one.Time >= EventTime.Min
        && one.Time < EventTime.Max;
}
