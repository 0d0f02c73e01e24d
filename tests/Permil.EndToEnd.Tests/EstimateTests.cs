namespace Permil;

/// <summary>The arithmetic of the brief, and every row of its price tables, at the command line.</summary>
public sealed class EstimateTests
{
    private const string Brief =
        "--model arcee-ai/maestro-reasoning --input-tokens 3000 --output-tokens 1000 --requests 2000000";

    [Fact]
    public void BriefsWorkload_AtTheBooksPrices_IsTheBriefsFigures()
    {
        var estimate = Estimate.Of(Brief);

        estimate.Text("currency").ShouldBe("USD");
        estimate.Text("provider").ShouldBe("together");
        estimate.Text("requestsPerMonth").ShouldBe("2000000");
        estimate["modes"]!.AsArray().Count.ShouldBe(1);
        estimate.Text("modes", "0", "mode").ShouldBe("serverless");
        estimate.Text("modes", "0", "perRequest", "input").ShouldBe("0.0027");
        estimate.Text("modes", "0", "perRequest", "output").ShouldBe("0.0033");
        estimate.Text("modes", "0", "perRequest", "total").ShouldBe("0.006");
        estimate.Text("modes", "0", "monthly").ShouldBe("12000");
        estimate.Text("monthlyTotal").ShouldBe("12000");
    }

    [Fact]
    public void BriefsWorkload_AtGivenPrices_ShowsBatchAtHalfAsAnAssumption()
    {
        var estimate = Estimate.Of(
            "--model any --input-price 0.90 --output-price 3.30 --input-tokens 3000 --output-tokens 1000 --requests 2M"
        );

        estimate.Text("modes", "0", "perRequest", "total").ShouldBe("0.006");
        estimate.Text("modes", "0", "monthly").ShouldBe("12000");
        estimate.Text("modes", "0", "note").ShouldBeNull();
        estimate.Text("modes", "1", "mode").ShouldBe("batch");
        estimate.Text("modes", "1", "monthly").ShouldBe("6000");
        estimate.Text("modes", "1", "note")!.ShouldContain("assumption");
        estimate.Text("monthlyTotal").ShouldBe("12000");
    }

    [Fact]
    public void FourThousandTokensIn_IsTheBriefsFigure() =>
        Estimate
            .Of("--model arcee-ai/maestro-reasoning --input-tokens 4000")
            .Text("modes", "0", "perRequest", "input")
            .ShouldBe("0.0036");

    [Fact]
    public void TwentyTokensAtTwoCents_AreNotZero() =>
        Estimate
            .Of("--model m --input-price 0.02 --input-tokens 20")
            .Text("modes", "0", "perRequest", "total")
            .ShouldBe("0.0000004");

    [Theory]
    [InlineData("--parameters 1M", "0.1")]
    [InlineData("--parameters 4B", "0.1")]
    [InlineData("--parameters 4.1B", "0.2")]
    [InlineData("--parameters 8B", "0.2")]
    [InlineData("--parameters 8.1B", "0.3")]
    [InlineData("--parameters 21B", "0.3")]
    [InlineData("--parameters 21.1B", "0.8")]
    [InlineData("--parameters 41B", "0.8")]
    [InlineData("--parameters 41.1B", "0.9")]
    [InlineData("--parameters 80B", "0.9")]
    [InlineData("--parameters 80.1B", "1.8")]
    [InlineData("--parameters 110B", "1.8")]
    [InlineData("--moe --parameters 56B", "0.6")]
    [InlineData("--moe --parameters 56.1B", "1.2")]
    [InlineData("--moe --parameters 176B", "1.2")]
    [InlineData("--moe --parameters 176.1B", "2.4")]
    [InlineData("--moe --parameters 480B", "2.4")]
    public void SizeClass_AtItsBounds_IsTheTablesPrice(string size, string price)
    {
        var estimate = Estimate.Of($"{size} --input-tokens 1M --output-tokens 1M");

        estimate.Text("modes", "0", "perRequest", "input").ShouldBe(price);
        estimate.Text("modes", "0", "perRequest", "output").ShouldBe(price);
        estimate.Text("modes", "0", "note")!.ShouldContain("size class");
    }

    [Theory]
    [InlineData(
        "--parameters 110.1B",
        "110.1B parameters are above the largest dense size class of together (up to 110B)"
    )]
    [InlineData(
        "--moe --parameters 480.1B",
        "480.1B parameters are above the largest mixture-of-experts size class of together (up to 480B)"
    )]
    [InlineData("--model no-such-model", "no-such-model")]
    public void NoPrice_IsRefusedWithTheReason(string model, string reason)
    {
        var run = Estimate.Run($"{model} --input-tokens 1M --output-tokens 1M");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain(reason);
        run.Output.ShouldContain("\"monthlyTotal\": null");
        run.Output.ShouldContain("\"modes\"");
    }

    [Theory]
    [InlineData("--model meta-llama/Meta-Llama-3-70B-Instruct-Lite --input-tokens 1M", "2024-12-31", "0.54")]
    [InlineData("--model meta-llama/Meta-Llama-3-70B-Instruct-Turbo --input-tokens 1M", "2024-12-31", "0.88")]
    [InlineData("--model meta-llama/Llama-3-70b-chat-hf --input-tokens 1M", "2024-12-31", "0.9")]
    [InlineData("--model Qwen/Qwen2-72B-Instruct --input-tokens 1M", "2024-12-31", "0.9")]
    [InlineData("--model deepseek-ai/DeepSeek-V3 --input-tokens 1M", "2025-01-15", "1.25")]
    [InlineData("--model BAAI/bge-large-en-v1.5 --quantity embedding_tokens=1M", "2026-03-01", "0.02")]
    [InlineData("--parameters 150M --quantity embedding_tokens=1M", "2026-03-01", "0.008")]
    [InlineData("--model Salesforce/Llama-Rank-v1 --quantity rerank_tokens=1M", "2026-03-01", "0.1")]
    [InlineData("--parameters 8B --quantity rerank_tokens=1M", "2026-03-01", "0.1")]
    public void ModelOfTheTable_IsTheTablesPrice(string options, string asOf, string price) =>
        Estimate.Of(options, asOf).Text("monthlyTotal").ShouldBe(price);

    [Theory]
    [InlineData(
        "--model black-forest-labs/FLUX.1-schnell --quantity image_generations=1000 --width 1024 --height 1024 --steps 4",
        "2.8311552"
    )]
    [InlineData(
        "--model black-forest-labs/FLUX.1-schnell --quantity image_generations=1000 --width 1024 --height 1024 --steps 2",
        "2.8311552"
    )]
    [InlineData(
        "--model black-forest-labs/FLUX.1-schnell --quantity image_generations=1000 --width 1024 --height 1024 --steps 8",
        "5.6623104"
    )]
    [InlineData("--model black-forest-labs/FLUX.1-dev --quantity image_megapixels=100", "2.5")]
    [InlineData("--model google/gemini-3-pro-image --quantity image_generations=10 --resolution 4k", "2.4")]
    [InlineData("--model google/gemini-3-pro-image --quantity image_generations=10", "1.34")]
    [InlineData("--model google/veo-3.0 --quantity video_generations=2 --resolution 720p --seconds 8", "3.2")]
    [InlineData("--model hexgrad/Kokoro-82M --quantity audio_characters=1M", "4")]
    [InlineData("--model openai/whisper-large-v3 --quantity audio_seconds=3600 --mode serverless", "0.09")]
    [InlineData("--model openai/whisper-large-v3 --quantity audio_seconds=1 --mode batch", "0.0000125")]
    [InlineData(
        "--model meta-llama/Llama-3.3-70B-Instruct-Turbo --quantity fine_tuning_tokens=10M --epochs 3 --validation-tokens 1M --evaluations 2 --method lora --objective sft",
        "92.8"
    )]
    [InlineData("--parameters 16B --quantity fine_tuning_tokens=1M --method full --objective dpo", "1.35")]
    [InlineData("--parameters 16.1B --quantity fine_tuning_tokens=1M --method lora --objective sft", "1.5")]
    [InlineData("--quantity dedicated_endpoint_hours=720 --gpu h100 --gpus 2 --replicas 3", "23716.8")]
    [InlineData("--quantity gpu_cluster_hours=100 --gpus 8 --gpu h100 --term 7-30d", "2952")]
    [InlineData("--quantity code_interpreter_sessions=10", "0.3")]
    [InlineData("--model meta-llama/Llama-Guard-4-12B --quantity moderation_tokens=1M", "0.2")]
    [InlineData("--model claude-sonnet-4-6 --quantity cache_write_tokens=1M --mode serverless", "3.75")]
    [InlineData("--model meta-llama/Llama-3.3-70B-Instruct-Turbo --quantity batch_tokens=1M --direction input", "0.52")]
    public void Quantity_OfAnyMeter_IsPriced(string options, string cost) =>
        Estimate.Of(options).Text("monthlyTotal").ShouldBe(cost);

    [Theory]
    [InlineData("--quantity storage_hours=720", "is sold without a public price")]
    [InlineData(
        "--model Salesforce/Llama-Rank-v1 --quantity rerank_documents=1000",
        "is billed by rerank_tokens, not by rerank_documents"
    )]
    [InlineData("--model google/veo-3.0 --quantity video_generations=1 --resolution 4k --seconds 8", "resolution=720p")]
    [InlineData("--quantity provisioned_throughput_hours=1", "provisioned")]
    public void Quantity_WithoutPrice_IsUnpricedNotZero(string options, string reason)
    {
        var run = Estimate.Run(options);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain(reason);
        run.Output.ShouldContain("\"monthlyTotal\": null");
    }

    [Fact]
    public void CachedTokens_ArePartOfTheInput()
    {
        var estimate = Estimate.Of("--model gpt-5.4 --input-tokens 300000 --cached-tokens 100000 --output-tokens 1000");

        // Over 271,999 tokens of input, cached ones included, the whole request is dearer.
        estimate.Text("modes", "0", "perRequest", "input").ShouldBe("1");
        estimate.Text("modes", "0", "perRequest", "cachedInput").ShouldBe("0.05");
        estimate.Text("modes", "0", "perRequest", "output").ShouldBe("0.0225");
    }

    [Fact]
    public void Prompt_IsEstimatedAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var prompt = folder.Write("prompt.txt", string.Concat(Enumerable.Repeat("Say what this costs. ", 100)));

        var run = PermilProcess.Run(
            "estimate",
            "--input-price",
            "1",
            "--output-price",
            "2",
            "--prompt",
            prompt,
            "--expected-output",
            "500",
            "--as-of",
            Estimate.AsOf
        );

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldMatch("input tokens estimated from prompt.txt: \\d+, likely \\d+ to \\d+");
    }

    [Fact]
    public void Scenario_OfAllMeters_IsTheGoldenFile()
    {
        foreach (var format in new[] { "table", "json", "csv", "markdown" })
        {
            var run = PermilProcess.Run(
                "estimate",
                "--file",
                "samples/scenario.yaml",
                "--as-of",
                Estimate.AsOf,
                "--format",
                format
            );
            run.ExitCode.ShouldBe(0, run.Error);
            GoldenFile.Verify($"scenario.{format}.txt", run.Output);
        }
    }

    [Fact]
    public void Scenario_WithAFault_NamesFileAndLine()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("bad.yaml", "workloads:\n  - name: a\n    input-tokenz: 5\n");

        var run = PermilProcess.Run("estimate", "--file", scenario, "--as-of", Estimate.AsOf);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("bad.yaml");
        run.Error.ShouldContain("3");
        run.Error.ShouldContain("input-tokenz");
    }
}
