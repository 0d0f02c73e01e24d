using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>
/// Mutated answers and streams in pieces cut anywhere: the meters never throw, and never say anything else than the
/// readers do of the whole.
/// </summary>
/// <remarks>PERMIL_FUZZ_CASES sets how many cases each runs, PERMIL_FUZZ_SEED another beginning.</remarks>
public sealed class MeteringFuzzTests(ITestOutputHelper output)
{
    private static readonly RecordContext Context = new("call", 1, 0, ReadResult.Options);

    [Fact]
    public void AnswerMeter_AnyAnswerInAnyPieces_IsReadAsTheWhole() =>
        Run(40_000, (random, tally) => CheckAnswer(random, tally));

    [Fact]
    public void StreamMeter_AnyStreamInAnyPieces_IsReadAsTheWhole() =>
        Run(30_000, (random, tally) => CheckStream(random, tally));

    [Fact]
    public void StreamMeter_AnyPieces_PassesOnTheSameBytes() =>
        Run(20_000, (random, tally) => CheckPassedOn(random, tally));

    private void Run(int cases, Action<Random, Dictionary<string, int>> check)
    {
        cases = FromEnvironment("PERMIL_FUZZ_CASES") ?? cases;
        var seed = FromEnvironment("PERMIL_FUZZ_SEED") ?? 20261121;
        var tally = new Dictionary<string, int>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < cases; index++)
        {
            var caseSeed = unchecked(seed + index);
            try
            {
                check(new Random(caseSeed), tally);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"PERMIL_FUZZ_SEED={caseSeed} PERMIL_FUZZ_CASES=1 shows it: {exception.Message}",
                    exception
                );
            }
        }

        output.WriteLine($"{cases} cases in {watch.Elapsed.TotalSeconds:F1} s");
        foreach (var (name, count) in tally)
        {
            output.WriteLine($"{name}: {count}");
        }

        // Nothing but faults, or none, would show nothing.
        (cases < 1000 || tally.Count > 1).ShouldBeTrue();
    }

    private static void CheckAnswer(Random random, Dictionary<string, int> tally)
    {
        var (kind, body, sample) = MeteringSamples.Answers[random.Next(MeteringSamples.Answers.Count)];
        var answer = Mutation.Of(sample, random);
        var request = CallRequest.Read(kind, body);
        var meter = new AnswerMeter(request);
        foreach (var piece in Pieces(answer, random))
        {
            meter.Add(answer.AsSpan(piece));
        }

        var found = meter.Finish(Context, isWhole: true);
        var strict = WholeAnswer(body, answer, JsonRecord.Strict);
        if (strict is not null)
        {
            Count(tally, "as the whole");
            EventText.Of(found).ShouldBe(EventText.Of(strict));
            return;
        }

        if (answer.AsSpan().StartsWith("\uFEFF"u8))
        {
            return;
        }

        // A key twice, of which only those that are kept are noticed, or a fault of some kind.
        if (WholeAnswer(body, answer, default) is { } loose && found.UnsettledReason is null)
        {
            Count(tally, "as the whole, a key twice");
            EventText.Of(found).ShouldBe(EventText.Of(loose));
        }
        else if (kind == CallKind.Speech && found.UnsettledReason is null)
        {
            Count(tally, "sound");
            found.QuantityOf(Meters.AudioCharacters).ShouldBe(9);
        }
        else
        {
            Count(tally, "unsettled");
            found.UnsettledReason.ShouldNotBeNull();
            found.Usage.ShouldBeEmpty();
        }
    }

    private static void CheckStream(Random random, Dictionary<string, int> tally)
    {
        var stream = Mutation.Of(Sample(random), random);
        var isReduced = random.Next(3) == 0;
        var meter = isReduced
            ? new StreamMeter(Chat, hidesUsage: false) { MaxDataBytes = random.Next(20, 200) }
            : new StreamMeter(Chat, hidesUsage: random.Next(2) == 0);
        var passedOn = new ArrayBufferWriter<byte>();
        foreach (var piece in Pieces(stream, random))
        {
            meter.Add(stream.AsSpan(piece), passedOn);
        }

        var whole = WholeStream.Of(stream);
        var found = meter.Finish(Context);
        if (isReduced && whole.HasKeyTwice)
        {
            return;
        }

        var expected = whole.Finish(Context);
        Count(tally, expected?.UnsettledReason is null ? "settled" : "unsettled");
        if (expected is null)
        {
            found.UnsettledReason.ShouldNotBeNull();
            return;
        }

        EventText
            .Of(found)
            .ShouldBe(EventText.Of(expected with { Model = expected.Model is "" ? "m" : expected.Model }));
        meter.IsComplete.ShouldBe(whole.IsComplete);
    }

    private static void CheckPassedOn(Random random, Dictionary<string, int> tally)
    {
        var stream = Mutation.Of(Sample(random), random);
        var hides = random.Next(3) > 0;
        var meter = new StreamMeter(Chat, hides);
        var passedOn = new ArrayBufferWriter<byte>();
        foreach (var piece in Pieces(stream, random))
        {
            meter.Add(stream.AsSpan(piece), passedOn);
        }

        meter.Complete(passedOn);
        var expected = hides ? WholeStream.WithoutUsage(stream, keepsChoice: false) : stream;
        Count(tally, expected.Length == stream.Length ? "all" : "usage hidden");
        var isSame = passedOn.WrittenSpan.SequenceEqual(expected);
        (
            isSame || (hides && passedOn.WrittenSpan.SequenceEqual(WholeStream.WithoutUsage(stream, keepsChoice: true)))
        ).ShouldBeTrue();
    }

    private static CallRequest Chat { get; } =
        CallRequest.Read(CallKind.ChatCompletion, """{"model":"m","stream":true}"""u8.ToArray());

    /// <returns><see langword="null"/> where the readers refuse the exchange.</returns>
    private static UsageEvent? WholeAnswer(byte[] request, byte[] answer, JsonDocumentOptions options)
    {
        byte[] exchange = [.. "{\"request\":"u8, .. request, .. ",\"response\":"u8, .. answer, .. "}"u8];
        try
        {
            // An answer that closes more than it opens is no value, whatever it makes of the exchange.
            JsonDocument.Parse(answer, options).Dispose();
            using var document = JsonDocument.Parse(exchange, options);
            var events = new List<UsageEvent>();
            new ExchangeReader(RecordReaders.Responses, FieldMap.Default).Read(document.RootElement, Context, events);
            return events.ShouldHaveSingleItem();
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException || RecordFault.Is(exception))
        {
            return null;
        }
    }

    /// <summary>A sample with one of the line ends that there are.</summary>
    private static byte[] Sample(Random random)
    {
        var sample = MeteringSamples.Streams[random.Next(MeteringSamples.Streams.Count)];
        ReadOnlySpan<byte> end = random.Next(3) switch
        {
            0 => "\r\n"u8,
            1 => "\r"u8,
            _ => "\n"u8,
        };
        var text = new List<byte>();
        foreach (var one in sample)
        {
            if (one == (byte)'\n')
            {
                text.AddRange(end);
            }
            else
            {
                text.Add(one);
            }
        }

        return [.. text];
    }

    private static IEnumerable<Range> Pieces(byte[] bytes, Random random)
    {
        var longest = random.Next(4) switch
        {
            0 => 1,
            1 => 7,
            2 => 200,
            _ => bytes.Length + 1,
        };
        for (var at = 0; at < bytes.Length; )
        {
            var length = Math.Min(random.Next(1, longest + 1), bytes.Length - at);
            yield return at..(at + length);
            at += length;
        }
    }

    private static void Count(Dictionary<string, int> tally, string name) =>
        tally[name] = tally.GetValueOrDefault(name) + 1;

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
