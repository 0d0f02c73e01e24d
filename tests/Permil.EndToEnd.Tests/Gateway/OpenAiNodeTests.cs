using System.Text;
using System.Text.Json.Nodes;

namespace Permil.Gateway;

/// <summary>OpenAI's own library for Node, unmodified, through the gateway.</summary>
public sealed class OpenAiNodeTests(OpenAiNodeRun run) : IClassFixture<OpenAiNodeRun>
{
    private const string WholeText = "Grüße aus 世界 👋 mit data: [DONE] \"usage\": €";
    private const string StreamText = "Grüße aus 世界 👋 mit data: [DONE]";

    [Theory]
    [InlineData("chat")]
    [InlineData("reasoning")]
    [InlineData("flat")]
    [InlineData("both")]
    [InlineData("minimal")]
    [InlineData("packed")]
    [InlineData("odd")]
    public void Chat_OfEveryUsageShape_IsPassedOnAndMetered(string scenario)
    {
        var choice = run.Of(scenario)["answer"]!["choices"]!.AsArray().Single()!;

        choice["message"]!["content"]!.GetValue<string>().ShouldBe(WholeText);
        run.ShouldBeMetered(scenario);
        run.ShouldSayItsCost(scenario);
    }

    [Fact]
    public void Chat_WithSeveralChoices_IsMeteredOnce()
    {
        run.Of("choices")["answer"]!["choices"]!.AsArray().Count.ShouldBe(3);
        run.ShouldBeMetered("choices");
        run.ShouldSayItsCost("choices");
    }

    [Fact]
    public void Chat_WithTools_CallsThem()
    {
        var message = run.Of("tools")["answer"]!["choices"]![0]!["message"]!;

        message["tool_calls"]![0]!["function"]!["arguments"]!
            .GetValue<string>()
            .ShouldBe("""{"city":"Zürich","unit":"°C"}""");
        run.ShouldBeMetered("tools");
    }

    [Fact]
    public void Chat_WithoutUsage_IsNotFree()
    {
        run.Of("noUsage")["headers"]!["x-permil-cost"].ShouldBeNull();
        run.ReportedOf("noUsage").Events.ShouldBe(1);
        run.ReportedOf("noUsage").HasUsage.ShouldBeFalse();
    }

    [Theory]
    [InlineData("stream", false)]
    [InlineData("streamOdd", false)]
    [InlineData("streamAsked", true)]
    [InlineData("streamByte", true)]
    public void Stream_ShowsUsageOnlyToThoseWhoAsked(string scenario, bool isShown)
    {
        var seen = run.Of(scenario);

        seen["text"]!.GetValue<string>().ShouldBe(StreamText);
        seen["emptyChoices"]!.GetValue<int>().ShouldBe(isShown ? 1 : 0);
        (seen["usage"] is not null).ShouldBe(isShown);
        Encoding.UTF8.GetString(run.CallOf(scenario).Body.Span).ShouldContain("\"include_usage\":true");
        run.ShouldBeMetered(scenario);
    }

    [Fact]
    public void Stream_WithUsageOnTheLastChoice_IsPassedOnAsItIs()
    {
        run.Of("streamOnChoice")["usage"].ShouldNotBeNull();
        run.Of("streamOnChoice")["text"]!.GetValue<string>().ShouldBe(StreamText);
        run.ShouldBeMetered("streamOnChoice");
    }

    [Fact]
    public void Stream_WithoutUsage_IsNotFree()
    {
        run.Of("streamNone")["text"]!.GetValue<string>().ShouldBe(StreamText);
        run.ReportedOf("streamNone").Events.ShouldBe(1);
    }

    [Fact]
    public void Stream_WithTools_CallsThem()
    {
        run.Of("streamTools")["arguments"]!.GetValue<string>().ShouldBe("""{"city":"Zürich","unit":"°C"}""");
        run.ShouldBeMetered("streamTools");
    }

    [Fact]
    public void Stream_WithSeveralChoices_HasThemAll()
    {
        run.Of("streamChoices")["choices"]!
            .AsArray()
            .Select(text => text!.GetValue<string>())
            .ShouldBe([StreamText, StreamText, StreamText]);
        run.ShouldBeMetered("streamChoices");
    }

    [Theory]
    [InlineData("completion")]
    [InlineData("response")]
    [InlineData("responseStream")]
    [InlineData("embeddings")]
    [InlineData("images")]
    [InlineData("imageLarge")]
    [InlineData("speech")]
    [InlineData("transcription")]
    public void OtherCalls_AreMetered(string scenario)
    {
        run.Of(scenario)["status"]!.GetValue<int>().ShouldBe(200);
        run.ShouldBeMetered(scenario);
    }

    [Fact]
    public void Images_AreWhole()
    {
        run.Of("images")["answer"]!["data"]!.AsArray().Count.ShouldBe(2);
        run.Of("imageLarge")["length"]!.GetValue<int>().ShouldBe(8_000_000);
        run.Of("speech")["length"]!.GetValue<int>().ShouldBe(100_000);
    }

    [Fact]
    public void Embeddings_AreRead()
    {
        run.Of("embeddings")["answer"]!["data"]!.AsArray().Count.ShouldBe(2);
        run.Of("embeddings")["answer"]!["data"]![0]!["embedding"]!.ToJsonString().ShouldBe("[0.25,-0.5,1]");
        run.Of("embeddingsNoUsage")["status"]!.GetValue<int>().ShouldBe(200);
        run.ReportedOf("embeddingsNoUsage").Events.ShouldBe(1);
    }

    [Fact]
    public void Models_AreThoseOfTheProviderAndOfThePriceBooks()
    {
        var ids = run.Of("models")["ids"]!.AsArray().Select(id => id!.GetValue<string>()).ToList();

        ids.ShouldContain("only-the-provider-knows-it");
        ids.ShouldContain("gpt-5.4-mini");
        ids.ShouldBeUnique();
    }

    [Fact]
    public void Batch_IsMeteredOnceThoughItsOutputIsFetchedThrice()
    {
        var seen = run.Of("batch");

        seen["statuses"]!.AsArray().Last()!.GetValue<string>().ShouldBe("completed");
        seen["lines"]!.GetValue<int>().ShouldBe(3);
        seen["same"]!.GetValue<bool>().ShouldBeTrue();
        run.ShouldBeMetered("batch");
    }

    [Fact]
    public void HangUp_ReachesTheProviderAndLeavesAnUnsettledCall()
    {
        run.Of("abort")["chunks"]!.GetValue<int>().ShouldBe(2);
        run.CallOf("abort").WasAbandoned.ShouldBeTrue();
        run.ReportedOf("abort").Events.ShouldBe(1);
    }

    [Fact]
    public void BrokenStream_IsSeenAsBroken()
    {
        run.Of("cut")["threw"].ShouldNotBeNull();
        run.ReportedOf("cut").Events.ShouldBe(1);
    }

    [Fact]
    public void ProvidersError_ComesThroughAsTheLibraryKnowsIt()
    {
        var limited = run.FaultOf("upstream429");
        limited["type"]!.GetValue<string>().ShouldBe("RateLimitError");
        limited["status"]!.GetValue<int>().ShouldBe(429);
        limited["headers"]!["retry-after"]!.GetValue<string>().ShouldBe("7");
        run.FaultOf("upstream500")["type"]!.GetValue<string>().ShouldBe("InternalServerError");
        CostOf("upstream500").ShouldBe("");
        CostOf("upstream429").ShouldBe("");
    }

    [Fact]
    public void LibraryThatRetries_WaitsAsTheProviderSays()
    {
        run.Of("retries")["threw"]!.GetValue<string>().ShouldBe("InternalServerError");
        run.Of("retries")["milliseconds"]!.GetValue<double>().ShouldBeGreaterThan(1900);
        run.Calls.Count(call => call.Name == "retries").ShouldBe(3);
    }

    [Fact]
    public void EveryAnswer_CarriesTheGatewaysHeaders()
    {
        var headers = run.Of("chat")["headers"]!.AsObject();

        headers["x-permil-request-id"]!.GetValue<string>().ShouldStartWith("req_");
        headers["x-permil-budget-remaining"].ShouldNotBeNull();
        headers["x-upstream-said"]!.GetValue<string>().ShouldBe("yes");
    }

    [Fact]
    public void EveryCall_WentUpWithTheProvidersKeyAndNothingOfTheCallers()
    {
        foreach (var call in run.Calls.Where(call => call.Headers.Count > 0))
        {
            call.Headers["authorization"].ShouldBe($"Bearer {GatewaySite.ProviderKey}", call.Path);
            call.Headers.Keys.ShouldNotContain(name => name.StartsWith("x-permil-", StringComparison.Ordinal));
            call.Headers.Keys.ShouldNotContain(name => name.StartsWith("x-forwarded", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void NothingIsMeteredThatTheProviderDoesNotBill()
    {
        var known = run.Reported.Where(call => call.Value.HasUsage).Select(call => call.Key);

        known.Except(run.Calls.Where(call => call.Usage.Count > 0).Select(call => call.Name)).ShouldBeEmpty();
    }

    private string CostOf(string scenario) =>
        run.Reported.TryGetValue(scenario, out var call) && call.ListCost != "0" ? call.ListCost : "";
}
