namespace Permil.Usage.Readers;

/// <summary>
/// Reads the payload samples that stand beside the repository in ../shared/facts/samples, where they are there, to the
/// figures their own page states.
/// </summary>
public sealed class SharedSamplesTests(ITestOutputHelper output)
{
    private const string Unsettled = "unsettled";
    private const string Failed = "failed";

    private static readonly string Samples = Path.Combine(Repository.SharedFacts, "samples");

    public static TheoryData<string, string[]> Figures() =>
        new()
        {
            {
                "anthropic-message.json",
                [
                    "input_tokens=21 cached_input_tokens=1536 cache_write_tokens=1024 cache_write_1h_tokens=1024 output_tokens=393 web_searches=2",
                ]
            },
            { "anthropic-stream.sse", ["input_tokens=25 cached_input_tokens=1536 output_tokens=15"] },
            {
                "langfuse-observations-api.json",
                ["input_tokens=86 cached_input_tokens=1920 output_tokens=300 cost=0.0015585"]
            },
            {
                "langfuse-observations-v2.jsonl",
                ["input_tokens=14533 cached_input_tokens=3712 output_tokens=125 cost=0.0465876"]
            },
            {
                "litellm-spendlogs.jsonl",
                [
                    "input_tokens=14533 cached_input_tokens=3712 output_tokens=125 cost=0.04722",
                    "failed cost=0",
                    "cache_hit cost=0",
                ]
            },
            {
                "litellm-standard-logging-payload.json",
                ["input_tokens=244 cached_input_tokens=256 output_tokens=138 cost=0.00131"]
            },
            { "openai-batch-output.jsonl", ["input_tokens=22 output_tokens=2", Failed] },
            { "openai-chat-completion.json", ["input_tokens=86 cached_input_tokens=1920 output_tokens=300"] },
            { "openai-embeddings.json", ["embedding_tokens=8"] },
            { "openai-org-costs.json", ["input_tokens=141201 cost=0.13080438"] },
            {
                "openai-org-usage-completions.json",
                ["input_tokens=121201 cached_input_tokens=20000 output_tokens=9756"]
            },
            {
                "openai-responses-stream.sse",
                ["input_tokens=250000 cached_input_tokens=100000 cache_write_tokens=25000 output_tokens=1035"]
            },
            { "openmeter-event.json", ["input_tokens=18245"] },
            { "openmeter-events-batch.json", ["input_tokens=312", "output_tokens=87", "output_tokens=87"] },
            { "otel-genai-metrics.json", ["input_tokens=5120"] },
            { "otel-genai-span-legacy.json", ["input_tokens=22 output_tokens=2"] },
            { "otel-genai-span.json", ["input_tokens=14533 cached_input_tokens=3712 output_tokens=125"] },
            { "together-batch-errors.jsonl", [Failed, Failed] },
            { "together-batch-output.jsonl", ["input_tokens=39 output_tokens=187", "input_tokens=12 output_tokens=3"] },
            {
                "together-billing-usage.json",
                [
                    "input_tokens=1250000 cost=1.75",
                    "output_tokens=400000 cost=1.76",
                    "gpu_cluster_hours=384 cost=1532.16",
                ]
            },
            {
                "together-chat-completion-flat-usage.json",
                ["input_tokens=14533 cached_input_tokens=3712 output_tokens=125"]
            },
            { "together-chat-completion-minimal-usage.json", ["input_tokens=28 output_tokens=4"] },
            { "together-chat-completion.json", ["input_tokens=14533 cached_input_tokens=3712 output_tokens=125"] },
            { "together-chat-stream-include-usage.sse", ["input_tokens=25 cached_input_tokens=128 output_tokens=69"] },
            { "together-chat-stream-interrupted.sse", [Unsettled] },
            { "together-chat-stream-no-usage.sse", [Unsettled] },
            { "together-chat-stream-usage-on-last-choice.sse", ["input_tokens=70 output_tokens=150"] },
            { "together-completion.json", ["input_tokens=212 output_tokens=2"] },
            { "together-dmi-v2.json", [Unsettled] },
            { "together-embeddings.json", [Unsettled] },
            { "together-endpoint-v1.json", [Unsettled] },
            { "together-errors.json", [Failed, Failed, Failed, Failed, Failed, Failed] },
            { "together-finetune-job.json", ["fine_tuning_tokens=12940000 cost=6.2112"] },
            { "together-gpu-cluster.json", ["gpu_cluster_hours=1344", Unsettled, Unsettled] },
            { "together-image-request-response.json", ["image_generations=2 image_megapixels=1.572864"] },
            { "together-rerank.json", ["rerank_tokens=1837"] },
            { "together-speech-request.json", ["audio_characters=44"] },
            { "together-speech-stream.sse", [Unsettled] },
            { "together-transcription-json.json", [Unsettled] },
            { "together-transcription-verbose.json", ["audio_seconds=213.5"] },
            { "together-video-job.json", ["video_generations=1 video_seconds=10 cost=0.49"] },
        };

    public static TheoryData<string, string, int> NotUsage() =>
        new()
        {
            { "together-batch-input.jsonl", "batch input line", 2 },
            { "together-batch-job.json", "batch job", 1 },
            { "together-file.json", "description of a file", 1 },
            { "together-finetune-estimate.json", "estimate", 2 },
            { "together-hardware-v1.json", "list of hardware", 1 },
            { "together-models-list.json", "list of models", 2 },
        };

    [Theory]
    [MemberData(nameof(Figures))]
    public void Read_SharedSample_GivesItsFigures(string file, string[] expected)
    {
        if (!TryFind(file, out var path))
        {
            return;
        }

        var found = ReadResult.OfFile(path);

        found.Rejected.ShouldBeEmpty();
        found.Events.Select(Figure).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(NotUsage))]
    public void Read_SharedSampleWithoutUsage_IsRejectedWithWhatItIs(string file, string reason, int records)
    {
        if (!TryFind(file, out var path))
        {
            return;
        }

        var found = ReadResult.OfFile(path);

        found.Events.ShouldBeEmpty();
        found.Rejected.Count.ShouldBe(records);
        found.Rejected.ShouldAllBe(line => line.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void SharedSamples_AllHaveTheirFigures()
    {
        if (!Directory.Exists(Samples))
        {
            output.WriteLine($"not run: there is no folder {Samples}");
            return;
        }

        var known = Figures().Select(row => (string)row[0]).Concat(NotUsage().Select(row => (string)row[0]));
        var files = Directory
            .GetFiles(Samples)
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "README.md");
        files.Order(StringComparer.Ordinal).ShouldBe(known.Order(StringComparer.Ordinal));
    }

    private static string Figure(UsageEvent one)
    {
        var text =
            one.UnsettledReason is not null ? Unsettled
            : one.Attributes.TryGetValue(Attribute.Outcome, out var outcome) ? outcome
            : EventText.UsageOf(one);
        return one.ReportedCost is { } cost ? $"{text} cost={Quantity.Text(cost)}" : text;
    }

    private bool TryFind(string file, out string path)
    {
        path = Path.Combine(Samples, file);
        if (File.Exists(path))
        {
            return true;
        }

        output.WriteLine($"not run: there is no {path}");
        return false;
    }
}
