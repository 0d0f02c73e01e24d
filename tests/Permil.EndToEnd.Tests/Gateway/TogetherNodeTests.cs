namespace Permil.Gateway;

/// <summary>Together's own library for Node, unmodified, through the gateway.</summary>
public sealed class TogetherNodeTests(TogetherNodeRun run) : IClassFixture<TogetherNodeRun>
{
    [Theory]
    [InlineData("chat")]
    [InlineData("choices")]
    [InlineData("cached")]
    [InlineData("stream")]
    [InlineData("streamOnChoice")]
    [InlineData("completion")]
    [InlineData("completionStream")]
    [InlineData("rerank")]
    [InlineData("images")]
    [InlineData("speech")]
    [InlineData("transcription")]
    [InlineData("video")]
    [InlineData("batch")]
    public void Call_IsAnsweredAndMeteredAsBilled(string scenario)
    {
        run.Of(scenario)["status"]!.GetValue<int>().ShouldBe(200);
        run.ShouldBeMetered(scenario);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("cached")]
    [InlineData("completion")]
    [InlineData("rerank")]
    [InlineData("images")]
    public void Answer_SaysItsExactCost(string scenario) => run.ShouldSayItsCost(scenario);

    [Fact]
    public void Embeddings_WithoutUsage_AreNotFree() => run.ReportedOf("embeddings").Events.ShouldBe(1);

    [Fact]
    public void Stream_HidesTheUsageNobodyAskedFor()
    {
        run.Of("stream")["usage"].ShouldBeNull();
        run.Of("stream")["emptyChoices"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public void Jobs_AreSeenThroughTheGateway()
    {
        run.Of("video")["cost"]!.GetValue<decimal>().ShouldBe(0.49m);
        run.Of("fineTunes")["answer"]!["total_price"]!.GetValue<long>().ShouldBe(6_211_200_000);
        run.Of("batch")["lines"]!.GetValue<int>().ShouldBe(2);
    }
}
