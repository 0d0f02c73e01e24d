using System.Text;

namespace Permil.Usage.Readers;

public sealed class UsageLogTests
{
    private const string First =
        """{"id":"a","ts":"2026-10-03T15:00:00Z","model":"m","usage":{"prompt_tokens":10,"completion_tokens":1}}""";
    private const string Second =
        """{"id":"b","ts":"2026-10-03T15:00:00Z","model":"m","usage":{"prompt_tokens":20,"completion_tokens":2}}""";

    private static readonly string Expected = ReadResult.Of($"{First}\n{Second}\n").Described();

    [Fact]
    public void Read_AnyLineForm_GivesTheSameEvents()
    {
        ReadResult.Of($"{First}\n{Second}").Described().ShouldBe(Expected);
        ReadResult.Of($"\uFEFF{First}\r\n\r\n{Second}\r\n").Described().ShouldBe(Expected);
        ReadResult.Of($"\n\n{First}\n   \n{Second}\n\n").Described().ShouldBe(Expected);
    }

    [Fact]
    public void Read_Documents_GiveTheSameEventsAsLines()
    {
        ReadResult.Of($"[{First},{Second}]").Described().ShouldBe(Expected);
        ReadResult.Of($"[\n  {First},\n  {Second}\n]\n").Described().ShouldBe(Expected);
        ReadResult.Of($"[{First},\n{Second}]").Described().ShouldBe(Expected);
        ReadResult.Of(Pretty(First) + "\n" + Pretty(Second)).Described().ShouldBe(Expected);
        ReadResult.Of("[" + Pretty(First) + ",\n" + Pretty(Second) + "]").Described().ShouldBe(Expected);
    }

    [Fact]
    public void Read_TruncatedArray_KeepsTheWholeRecords()
    {
        var found = ReadResult.Of($"[\n{First},\n{Second},\n{First[..30]}");

        found.Events.Count.ShouldBe(2);
        found.Rejected.ShouldHaveSingleItem().Reason.ShouldStartWith("no JSON");
    }

    [Fact]
    public void Read_BadRecordInArray_IsRejectedAtItsLine()
    {
        var found = ReadResult.Of($"[\n{First},\n{{\"hello\":1}},\n{Second}\n]");

        found.Events.Count.ShouldBe(2);
        found.Rejected.ShouldHaveSingleItem().Line.ShouldBe(3);
    }

    [Fact]
    public void Read_Gzip_IsUnpackedAlsoWhenNested()
    {
        var plain = Encoding.UTF8.GetBytes($"{First}\n{Second}\n");

        ReadResult.Of(Gzip.Pack(plain)).Described().ShouldBe(Expected);
        ReadResult.Of(Gzip.Pack(Gzip.Pack(plain))).Described().ShouldBe(Expected);
    }

    [Fact]
    public void Read_GzipOfSeveralMembers_IsReadToItsEnd()
    {
        byte[] members =
        [
            .. Gzip.Pack(Encoding.UTF8.GetBytes($"{First}\n")),
            .. Gzip.Pack(Encoding.UTF8.GetBytes($"{Second}\n")),
        ];

        ReadResult.Of(members).Described().ShouldBe(Expected);
        ReadResult.Of([.. members, .. Gzip.Pack([])]).Described().ShouldBe(Expected);
        ReadResult.Of([.. members, .. new byte[512]]).Described().ShouldBe(Expected);
    }

    [Fact]
    public void Read_GzipCutAnywhere_SaysSo()
    {
        var first = Gzip.Pack(Encoding.UTF8.GetBytes($"{First}\n"));
        byte[] members = [.. first, .. Gzip.Pack(Encoding.UTF8.GetBytes($"{Second}\n"))];

        for (var length = 2; length < members.Length; length++)
        {
            var found = ReadResult.Of(members[..length]);

            // One byte behind a member is no begin of another.
            if (length != first.Length && length != first.Length + 1)
            {
                found.Rejected.ShouldHaveSingleItem($"{length}").Reason.ShouldBe("the gzip data ends before its end");
            }
        }
    }

    [Fact]
    public void Read_GzipCutAfterAFlush_SaysSoBehindTheLastLine()
    {
        using var packed = new MemoryStream();
        using var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal);
        gzip.Write(Encoding.UTF8.GetBytes($"{First}\n{Second}\n"));
        gzip.Flush();

        foreach (var bytes in (byte[][])[packed.ToArray(), Gzip.Pack(packed.ToArray())])
        {
            var found = ReadResult.Of(bytes);

            found.Events.Count.ShouldBe(2);
            found.Rejected.ShouldBe([new RejectedLine("log", 2, "the gzip data ends before its end")]);
        }
    }

    [Fact]
    public void Read_ForcedFormat_RefusesOthers()
    {
        var found = ReadResult.Of($"{First}\n", ReadResult.Options with { Format = "anthropic" });

        found.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("not of the format 'anthropic'");
    }

    [Fact]
    public void Read_UnknownFormatOrField_IsTheCallersFault()
    {
        Should.Throw<ArgumentException>(() => ReadResult.Of("", ReadResult.Options with { Format = "nope" }));
        Should.Throw<ArgumentException>(() =>
            ReadResult.Of("", ReadResult.Options with { Map = new Dictionary<string, string> { ["nope"] = "x" } })
        );
    }

    [Theory]
    [InlineData("nope", "x")]
    [InlineData("id", "x")]
    [InlineData("prompt-tokens", "5")]
    [InlineData("mode", "warp")]
    public void Read_DefaultThatCannotBe_IsTheCallersFault(string field, string value) =>
        Should.Throw<ArgumentException>(() =>
            ReadResult.Of("", ReadResult.Options with { Defaults = new Dictionary<string, string> { [field] = value } })
        );

    [Fact]
    public void Read_PermilEventWithoutUsage_IsUnsettledUnlessItsOutcomeSaysWhy()
    {
        const string Event =
            """{"id":"e","source":"s","time":"2026-10-03T00:00:00Z","model":"m","usage":{},"attributes":{}}""";

        ReadResult.Of(Event).Single().UnsettledReason.ShouldNotBeNull();
        ReadResult
            .Of(Event.Replace("\"attributes\":{}", "\"attributes\":{\"outcome\":\"failed\"}", StringComparison.Ordinal))
            .Single()
            .UnsettledReason.ShouldBeNull();
        ReadResult
            .Of(
                Event.Replace(
                    "\"usage\":{}",
                    "\"usage\":{\"input_tokens\":\"0\",\"own_meter\":\"2.5\"}",
                    StringComparison.Ordinal
                )
            )
            .Single()
            .Usage.ShouldHaveSingleItem()
            .ShouldBe(new Measurement(new Meter("own_meter", "unit"), 2.5m));
    }

    [Theory]
    [InlineData("steps", "\"abc\"", "found 'abc', allowed: a whole number from 0 to 10^15")]
    [InlineData("steps", "\"\\u0664\"", "found '\u0664', allowed: a whole number from 0 to 10^15")]
    [InlineData("seconds", "1.5", "found '1.5', allowed: a whole number from 0 to 10^15")]
    [InlineData("gpus", "-1", "found '-1', allowed: a whole number from 0 to 10^15")]
    [InlineData("width", "\"1e7\"", "found '1e7', allowed: a whole number of pixels from 0 to 1000000")]
    [InlineData("height", "\"tall\"", "found 'tall', allowed: a whole number of pixels from 0 to 1000000")]
    public void Read_PermilEventWithAttributeThatIsNoWholeNumber_IsRejected(string name, string value, string reason) =>
        ReadResult
            .Of(
                $$$"""{"id":"e","source":"s","time":"2026-10-03T00:00:00Z","model":"m","usage":{"image_generations":"1"},"attributes":{"{{{name}}}":{{{value}}}}}"""
            )
            .Rejected.ShouldHaveSingleItem()
            .Reason.ShouldBe($"attributes.{name}: {reason}");

    [Fact]
    public void Read_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var stream = new MemoryStream(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(First + "\n", 3000)))
        );

        Should.Throw<OperationCanceledException>(() =>
            UsageLog.Read(stream, "log", ReadResult.Options, new ReadResult(), stop.Token)
        );
    }

    [Fact]
    public void Read_OrderOfFormats_DoesNotChangeWhatARecordMeans()
    {
        var lines = Directory
            .GetFiles(Repository.PathOf("samples/logs"), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadAllLines)
            .Where(line => line.StartsWith("{\"", StringComparison.Ordinal))
            .ToList();

        // Names that are derived from the line number differ with the order and are left out.
        static IEnumerable<string> Texts(ReadResult found) =>
            found.Events.Where(one => !one.Id.StartsWith("log:", StringComparison.Ordinal)).Select(EventText.Of);

        var forwards = Texts(ReadResult.Of(string.Join('\n', lines))).Order(StringComparer.Ordinal);
        lines.Reverse();
        var backwards = Texts(ReadResult.Of(string.Join('\n', lines))).Order(StringComparer.Ordinal);

        backwards.ShouldBe(forwards);
    }

    [Fact]
    public void Read_LongLinesWithinTheLimit_AreRead()
    {
        var padded = First.Replace(
            "\"model\"",
            $"\"text\":\"{new string('y', 3_000_000)}\",\"model\"",
            StringComparison.Ordinal
        );

        ReadResult.Of($"{First}\n{padded}\n{Second}\n").Events.Count.ShouldBe(3);
    }

    private static string Pretty(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return System.Text.Json.JsonSerializer.Serialize(document.RootElement, PrettyOptions);
    }

    private static readonly System.Text.Json.JsonSerializerOptions PrettyOptions = new() { WriteIndented = true };
}
