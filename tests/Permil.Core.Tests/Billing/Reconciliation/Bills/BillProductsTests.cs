using Permil.Usage;
using Permil.Yaml;

namespace Permil.Billing.Reconciliation.Bills;

public sealed class BillProductsTests
{
    [Theory]
    [InlineData("Serverless Inference - Input Tokens", "input_tokens serverless")]
    [InlineData("Serverless Inference - Cached Input Tokens", "cached_input_tokens serverless")]
    [InlineData("batch inference: output tokens", "output_tokens batch")]
    [InlineData("Embeddings - Input Tokens", "embedding_tokens serverless")]
    [InlineData("Rerank - Tokens", "rerank_tokens serverless")]
    [InlineData("Moderation - Input Tokens", "moderation_tokens serverless")]
    [InlineData("Realtime Audio Input Tokens", "input_audio_tokens serverless")]
    [InlineData("Image Generation - Megapixels", "image_megapixels serverless")]
    [InlineData("Image Generation", "image_generations serverless")]
    [InlineData("Video Generation", "video_generations serverless")]
    [InlineData("Text to Speech - Characters", "audio_characters serverless")]
    [InlineData("Transcription - Audio Minutes", "audio_seconds serverless x60")]
    [InlineData("Fine-Tuning LoRA SFT Tokens", "fine_tuning_tokens serverless method=lora objective=sft")]
    [InlineData("Dedicated Endpoint - H100", "dedicated_endpoint_hours dedicated")]
    [InlineData("Dedicated Endpoint Minutes", "dedicated_endpoint_hours dedicated /60")]
    [InlineData("GPU Cluster - H100 Preemptible", "gpu_cluster_hours cluster term=preemptible")]
    [InlineData("GPU Cluster Storage", "storage_hours serverless")]
    [InlineData("GPU Cluster - Batch Jobs", "gpu_cluster_hours cluster")]
    [InlineData("Code Interpreter Sessions", "code_interpreter_sessions serverless")]
    [InlineData("Priority Inference - Input Tokens", "input_tokens serverless service_tier=priority")]
    [InlineData("Support plan", null)]
    [InlineData("Tokens", null)]
    [InlineData("input", null)]
    public void Find_ShippedTable_KnowsTheName(string product, string? expected)
    {
        var use = BillProducts.Shipped().Find("together", product, out var times, out var per);

        (
            use is null
                ? null
                : string.Join(
                    ' ',
                    [
                        use.Meter.Name,
                        ModeName.Of(use.Mode),
                        .. use.Attributes.Select(pair => $"{pair.Key}={pair.Value}"),
                        .. times == 1 ? (string[])[] : [$"x{times}"],
                        .. per == 1 ? (string[])[] : [$"/{per}"],
                    ]
                )
        ).ShouldBe(expected);
    }

    [Fact]
    public void Find_WholeName_IsOfItsProviderOnly() =>
        BillProducts.Shipped().Find("openai", "Input", out _, out _)!.Meter.ShouldBe(Meters.InputTokens);

    [Fact]
    public void With_TheCallersTable_GoesBeforeTheShippedOne()
    {
        using var text = new StringReader(
            "products:\n  - {name: Sandbox Credits, meter: code_interpreter_sessions, per: 2}\n  - {words: [input tokens], meter: embedding_tokens}"
        );
        var products = BillProducts.Shipped().With(text, "own.yaml");

        products.Find(null, "Sandbox credits", out _, out var per)!.Meter.ShouldBe(Meters.CodeInterpreterSessions);
        per.ShouldBe(2);
        products.Find(null, "Serverless Input Tokens", out _, out _)!.Meter.ShouldBe(Meters.EmbeddingTokens);
    }

    [Theory]
    [InlineData("products: [{meter: input_tokens}]", "own.yaml:1: products: found 'neither', allowed: name or words")]
    [InlineData("products: [{words: [a]}]", "own.yaml:1: products: found 'none', allowed: meter, mode or set")]
    [InlineData(
        "products: [{words: [a], mode: night}]",
        "own.yaml:1: mode: found 'night', allowed: serverless, batch, dedicated, container, cluster, provisioned"
    )]
    [InlineData(
        "products: [{words: [a], metre: input_tokens}]",
        "own.yaml:1: unknown key 'metre' in products; allowed: provider, name, words, meter, times, per, mode, set, of"
    )]
    [InlineData("", "own.yaml:1: 0 YAML documents; a table of billed products is exactly one")]
    [InlineData("rows: []", "own.yaml:1: unknown key 'rows' in the file; allowed: products")]
    public void With_AWrongTable_SaysWhere(string text, string message) =>
        Should
            .Throw<YamlFormatException>(() => BillProducts.Shipped().With(new StringReader(text), "own.yaml"))
            .Message.ShouldBe(message);

    [Fact]
    public void With_AnUnknownMeter_NamesTheMeters()
    {
        using var text = new StringReader("products: [{words: [a], meter: tokens}]");

        var message = Should.Throw<YamlFormatException>(() => BillProducts.Shipped().With(text, "own.yaml")).Message;

        message.ShouldStartWith("own.yaml:1: meter: found 'tokens', allowed: ");
        message.ShouldContain("input_tokens, cached_input_tokens, ");
    }
}
