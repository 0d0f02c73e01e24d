using System.Text.Json;

namespace Permil.Usage.Readers;

public sealed class RecordReadersTests
{
    [Fact]
    public void Recognises_SampleRecords_OnlyOneExactReaderKnowsThem()
    {
        var options = ReadResult.Options;
        var appLog = new AppLogReader(FieldMap.Default, options);
        var readers = RecordReaders.Create(FieldMap.Default, appLog);
        foreach (var path in Directory.GetFiles(Repository.PathOf("samples/logs"), "*.json*"))
        {
            foreach (var record in Records(path))
            {
                var known = readers
                    .Where(reader => reader is not (AppLogReader or ErrorReader) && reader.Recognises(record))
                    .Select(reader => reader.Format)
                    .ToList();
                known.Count.ShouldBeLessThanOrEqualTo(1, $"{Path.GetFileName(path)}: {string.Join(", ", known)}");
            }
        }
    }

    [Fact]
    public void FormatMarkers_WithoutAnyOfThem_NoExactReaderKnowsARecord()
    {
        var appLog = new AppLogReader(FieldMap.Default, ReadResult.Options);
        var readers = RecordReaders.Create(FieldMap.Default, appLog);
        foreach (var path in Directory.GetFiles(Repository.PathOf("samples/logs"), "*.json*"))
        {
            foreach (var record in Records(path).Where(record => record.ValueKind == JsonValueKind.Object))
            {
                var members = record.EnumerateObject().Where(member => !FormatMarkers.Keys.Contains(member.Name));
                var plain = JsonSerializer.SerializeToElement(members.ToDictionary(m => m.Name, m => m.Value));
                readers
                    .Where(reader => reader is not AppLogReader && reader.Recognises(plain))
                    .Select(reader => reader.Format)
                    .ShouldBeEmpty(Path.GetFileName(path));
            }
        }
    }

    [Theory]
    [InlineData("""{"id":"x","model":"m","usage":{"prompt_tokens":5},"params":{"model":"m","messages":[]}}""")]
    [InlineData("""{"id":"x","model":"m","prompt_tokens":5,"messages":[]}""")]
    public void Read_LogLineWithItsRequest_IsStillALogLine(string line) =>
        ReadResult.Of(line).Single().QuantityOf(Meters.InputTokens).ShouldBe(5);

    [Fact]
    public void Read_BatchJobWithUsage_IsNotCountedBesideItsOutput() =>
        ReadResult
            .Of(
                """{"id":"b","object":"batch","input_file_id":"f","status":"completed","model":"m","usage":{"input_tokens":9,"output_tokens":9}}"""
            )
            .Rejected.ShouldHaveSingleItem()
            .Reason.ShouldContain("batch job");

    [Fact]
    public void Formats_AreNamedOnce()
    {
        UsageLog.Formats.ShouldBeUnique();
        UsageLog.Formats.ShouldContain("permil");
        UsageLog.Formats.ShouldContain("csv");
        UsageLog.Formats.ShouldContain("sse");
    }

    [Fact]
    public void Read_EachFormatForced_ReadsItsOwnSample()
    {
        foreach (
            var (format, file) in (ReadOnlySpan<(string, string)>)
                [
                    ("permil", "permil-events.jsonl"),
                    ("litellm", "litellm.jsonl"),
                    ("langfuse", "langfuse.jsonl"),
                    ("claude-code", "coding-session.jsonl"),
                    ("openai-chat", "openai-chat.jsonl"),
                    ("csv", "app-log.csv"),
                    ("sse", "streams.sse"),
                    ("app-log", "app-log.jsonl"),
                    ("together-billing", "together-billing.json"),
                ]
        )
        {
            var path = Path.Combine(Repository.PathOf("samples/logs"), file);
            var forced = ReadResult.OfFile(path, ReadResult.Options with { Format = format });
            forced.Described().ShouldBe(ReadResult.OfFile(path).Described(), format);
        }
    }

    [Fact]
    public void Read_CumulativeMetrics_AreRefused() =>
        ReadResult
            .Of(
                """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"gen_ai.client.inference.usage.input_tokens","sum":{"aggregationTemporality":2,"dataPoints":[]}}]}]}]}"""
            )
            .Rejected.ShouldHaveSingleItem()
            .Reason.ShouldContain("cumulative");

    [Theory]
    [InlineData("h100-80gb", "h100")]
    [InlineData("H100_SXM", "h100")]
    [InlineData("HGX H100", "h100")]
    [InlineData("8x_nvidia_h200_140gb_sxm", "h200")]
    [InlineData("GB300", "gb300")]
    [InlineData("RTX_6000_PCI", "rtx-6000")]
    [InlineData("TPU v9", "tpu v9")]
    public void GpuClass_AnySpelling_IsOneName(string text, string expected) => GpuClass.Of(text).ShouldBe(expected);

    [Theory]
    [InlineData("1366x768", "768p")]
    [InlineData("720X1280", "720p")]
    [InlineData("3840x2160", "4k")]
    public void PixelSize_Resolution_IsTheSmallerSide(string text, string expected)
    {
        PixelSize.TryParse(text, out var size).ShouldBeTrue();
        size.Resolution.ShouldBe(expected);
    }

    private static List<JsonElement> Records(string path)
    {
        var records = new List<JsonElement>();
        var texts = path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? File.ReadAllLines(path)
            : [File.ReadAllText(path)];
        foreach (var text in texts)
        {
            try
            {
                var root = JsonDocument.Parse(text).RootElement;
                records.AddRange(root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root]);
            }
            catch (JsonException)
            {
                // The faulty lines of the mixed sample are not for this test.
                continue;
            }
        }

        return records;
    }
}
