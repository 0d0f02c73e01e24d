using System.Text;

namespace Permil.Usage.Readers;

public sealed class BadInputTests
{
    private const string Good =
        """{"id":"g","ts":"2026-10-03T15:00:00Z","model":"moonshotai/Kimi-K3","usage":{"prompt_tokens":10,"completion_tokens":1}}""";

    [Theory]
    [InlineData("\"prompt_tokens\":-1", "usage.prompt_tokens: found '-1', allowed: a whole number from 0 to 10^15")]
    [InlineData("\"prompt_tokens\":1e16", "usage.prompt_tokens: found '1e16'")]
    [InlineData("\"prompt_tokens\":1e999", "usage.prompt_tokens: found '1e999'")]
    [InlineData("\"prompt_tokens\":2.5", "usage.prompt_tokens: found '2.5', allowed: a whole number")]
    [InlineData("\"prompt_tokens\":\"NaN\"", "usage.prompt_tokens: found 'NaN'")]
    [InlineData("\"prompt_tokens\":\"Infinity\"", "usage.prompt_tokens: found 'Infinity'")]
    [InlineData("\"prompt_tokens\":true", "usage.prompt_tokens: found 'true'")]
    [InlineData("\"prompt_tokens\":[1]", "usage.prompt_tokens: found an array")]
    [InlineData("\"prompt_tokens\":\"1,000\"", "usage.prompt_tokens: found '1,000'")]
    [InlineData("\"prompt_tokens\":NaN", "after the key 'prompt_tokens'")]
    [InlineData("\"prompt_tokens\":Infinity", "after the key 'prompt_tokens'")]
    [InlineData("\"prompt_tokens\":1,\"prompt_tokens\":2", "'prompt_tokens'")]
    [InlineData("\"prompt_tokens\":10,\"cached_tokens\":11", "usage.cached_tokens: found 11")]
    public void Read_BadCount_RejectsTheLineAndGoesOn(string usage, string reason)
    {
        var bad =
            $$$"""{"id":"b","ts":"2026-10-03T15:00:00Z","model":"m","usage":{{{{usage}}},"completion_tokens":1}}""";

        var found = ReadResult.Of($"{Good}\n{bad}\n{Good}\n");

        found.Events.Count.ShouldBe(2);
        var rejected = found.Rejected.ShouldHaveSingleItem();
        rejected.Line.ShouldBe(2);
        rejected.Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData("\"prompt_tokens\":-1,\"completion_tokens\":1")]
    [InlineData("\"prompt_tokens\":1.5,\"completion_tokens\":1")]
    [InlineData("\"prompt_tokens\":true,\"completion_tokens\":1")]
    [InlineData("\"prompt_tokens\":1,\"completion_tokens\":1e20")]
    [InlineData("\"prompt_tokens\":1,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":2}")]
    [InlineData("\"prompt_tokens\":1,\"completion_tokens\":1,\"completion_tokens_details\":{\"audio_tokens\":2}")]
    public void Read_BadUsageInResponse_IsRejected(string usage)
    {
        var found = ReadResult.Of($$$"""{"id":"x","object":"chat.completion","model":"m","usage":{{{{usage}}}}}""");

        found.Events.ShouldBeEmpty();
        found.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("usage.");
    }

    [Theory]
    [InlineData(
        "1000000000000000",
        "width: found '1000000000000000', allowed: a whole number of pixels from 0 to 1000000"
    )]
    [InlineData("1000001", "width: found '1000001', allowed: a whole number of pixels from 0 to 1000000")]
    [InlineData("-1", "width: found '-1', allowed: a whole number of pixels from 0 to 1000000")]
    public void Read_ImageOfImpossibleSize_IsRejectedInEveryForm(string side, string reason)
    {
        var json =
            $$"""{"id":"i","ts":"2026-10-03T12:00:00Z","model":"black-forest-labs/FLUX.1-schnell","width":{{side}},"height":{{side}},"steps":4}""";
        var csv = $"id,ts,model,width,height,steps\ni,2026-10-03T12:00:00Z,m,{side},{side},4\n";

        foreach (var text in (string[])[$"{Good}\n{json}\n", $"[{Good},\n{json}]", csv])
        {
            var rejected = ReadResult.Of(text).Rejected.ShouldHaveSingleItem();
            rejected.Line.ShouldBe(2);
            rejected.Reason.ShouldEndWith(reason);
        }
    }

    [Fact]
    public void Read_ProductBeyondEveryNumber_IsRejected()
    {
        const string Cluster =
            """{"cluster_id":"c","gpu_type":"h100","num_gpus":1000000000000000,"billing_type":"RESERVED","duration_hours":1000000000000000}""";
        const string Images =
            """{"id":"i","ts":"2026-10-03T12:00:00Z","model":"m","width":1000000,"height":1000000,"n":1000000000000000}""";

        var found = ReadResult.Of($"{Good}\n{Cluster}\n{Images}\n{Good}\n");

        found.Events.Count.ShouldBe(2);
        found
            .Rejected.Select(one => $"{one.Line}: {one.Reason.Split(':')[0]}")
            .ShouldBe(["2: gpu_cluster_hours", "3: image_megapixels"]);
    }

    [Fact]
    public void Read_SinkThatOverflows_IsNoFaultOfTheRecord()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Good));

        Should.Throw<OverflowException>(() => UsageLog.Read(stream, "log", ReadResult.Options, new OverflowingSink()));
    }

    private sealed class OverflowingSink : IUsageSink
    {
        public void Accept(UsageEvent usageEvent) => throw new OverflowException();

        public void Reject(RejectedLine rejectedLine) => Assert.Fail(rejectedLine.Reason);
    }

    [Theory]
    [InlineData("1601-01-01T00:00:00Z", "outside the years")]
    [InlineData("2100-01-01T00:00:00Z", "outside the years")]
    [InlineData("yesterday", "is no time")]
    public void Read_BadTime_IsRejectedWithTheField(string time, string reason)
    {
        var found = ReadResult.Of(Good.Replace("2026-10-03T15:00:00Z", time, StringComparison.Ordinal));

        found.Rejected.ShouldHaveSingleItem().Reason.ShouldStartWith("ts: ");
        found.Rejected[0].Reason.ShouldContain(reason);
    }

    [Fact]
    public void Read_TruncatedLines_AreRejectedWithThePlace()
    {
        for (var length = 1; length < Good.Length; length++)
        {
            var found = ReadResult.Of($"{Good}\n{Good[..length]}\n{Good}");

            found.Events.Count.ShouldBe(2);
            found.Rejected.ShouldHaveSingleItem().Line.ShouldBe(2);
            found.Rejected[0].Reason.ShouldContain("no JSON at byte ");
        }
    }

    [Fact]
    public void Read_InvalidUtf8_IsRejectedWithTheByte()
    {
        var bytes = Encoding.UTF8.GetBytes($"{Good}\n{Good}\n{Good}\n");
        bytes[Good.Length + 1 + 8] = 0xFF;

        var found = ReadResult.Of(bytes);

        found.Events.Count.ShouldBe(2);
        found.Rejected.ShouldHaveSingleItem().ShouldBe(new RejectedLine("log", 2, "no UTF-8 at byte 9"));
    }

    [Fact]
    public void Read_HalfASurrogatePair_IsRejectedOnlyWhereItIsRead()
    {
        var inText = Good.Replace("\"model\"", "\"prompt\":\"\\ud83d\",\"model\"", StringComparison.Ordinal);
        var inModel = Good.Replace("Kimi-K3", "\\ud83d", StringComparison.Ordinal);

        var found = ReadResult.Of($"{inText}\n{inModel}\n");

        found.Events.ShouldHaveSingleItem();
        found.Rejected.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public void Read_LineOfHundredMegabytes_IsPassedOverWithFlatMemory()
    {
        const long LongBytes = 100_000_000;
        ReadResult.Of($"{Good}\n");
        using var stream = new LongLineStream(Good, LongBytes, Good);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var found = ReadResult.Of(stream, ReadResult.Options with { MaxLineBytes = 1024 * 1024 });

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * 1024 * 1024);
        found.Events.Count.ShouldBe(2);
        found
            .Rejected.ShouldHaveSingleItem()
            .ShouldBe(new RejectedLine("log", 2, "the line has 100000000 bytes, allowed: at most 1048576"));
    }

    [Fact]
    public void Read_DocumentOverTheLimit_IsRejected()
    {
        var text = "{\n" + new string(' ', 10_000) + "\n}";

        var found = ReadResult.Of(text, ReadResult.Options with { MaxDocumentBytes = 1000 });

        found.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("over 1000 bytes");
    }

    [Fact]
    public void Read_UnknownJson_SaysWhatItFoundAndHowToGoOn()
    {
        var found = ReadResult.Of("""{"hello":1,"world":2}""");

        var reason = found.Rejected.ShouldHaveSingleItem().Reason;
        reason.ShouldContain("hello, world");
        reason.ShouldContain("--map");
        reason.ShouldContain("--input-format");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    public void Read_JsonThatIsNoObject_IsRejected(string line)
    {
        var found = ReadResult.Of(line);

        found.Events.ShouldBeEmpty();
        found.Rejected.ShouldAllBe(one => one.Reason.Contains("allowed: a JSON object", StringComparison.Ordinal));
        found.Rejected.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("{\"id\":\"x\",\"ts\":", 1)]
    [InlineData("{\"id\":\"x\",", 1)]
    [InlineData("garbage, with a comma", 1)]
    [InlineData("garbage", 1)]
    public void Read_BadFirstLine_DoesNotSpoilTheRest(string first, int rejected)
    {
        var found = ReadResult.Of($"{first}\n{Good}\n{Good}\n");

        if (first.EndsWith(':'))
        {
            // A line that ends with a colon is taken for the start of a document.
            found.Rejected.ShouldNotBeEmpty();
            return;
        }

        found.Events.Count.ShouldBe(2);
        found.Rejected.Count.ShouldBe(rejected);
    }

    [Fact]
    public void Read_BrokenGzip_IsRejectedAfterWhatCouldBeRead()
    {
        var packed = Gzip.Pack(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Good + "\n", 2000))));

        var found = ReadResult.Of(packed[..(packed.Length / 2)]);

        found.Rejected.ShouldNotBeEmpty();
        found.Rejected[^1].Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Read_EmptyAndBlank_GiveNothing()
    {
        ReadResult.Of("").Described().ShouldBe("");
        ReadResult.Of("\n\r\n  \n").Described().ShouldBe("");
        ReadResult.Of("\uFEFF").Described().ShouldBe("");
    }
}
