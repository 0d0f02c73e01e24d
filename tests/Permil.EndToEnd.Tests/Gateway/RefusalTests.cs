using System.Text.Json.Nodes;

namespace Permil.Gateway;

/// <summary>What refused calls look like to those who make them: the errors that OpenAI's library knows.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Refusals_AreErrorsThatTheLibraryKnows_AndNothingGoesUp()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var poor = site.CreateKey("--feature", "poor");
        var slow = site.CreateKey("--rpm", "1");
        var narrow = site.CreateKey("--models", "gpt-5*");
        site.SetBudget("feature=poor", "0.0000001");
        await site.StartAsync();

        var unknown = await FaultAsync(site, "pml_this-is-nobodys-key");
        unknown.Text("type").ShouldBe("AuthenticationError");
        unknown.Text("code").ShouldBe("invalid_api_key");

        var exhausted = await FaultAsync(site, poor);
        exhausted["status"]!.GetValue<int>().ShouldBe(402);
        exhausted.Text("code").ShouldBe("budget_exceeded");

        var forbidden = await FaultAsync(site, narrow);
        forbidden.Text("type").ShouldBe("PermissionDeniedError");
        site.Upstream.Ledger.Calls.ShouldBeEmpty();

        var both = await NodeClient.RunAsync("openai.mjs", site, slow, "chat", "streamAsked");
        both["chat"]!["headers"]!["x-ratelimit-limit-requests"]!.GetValue<string>().ShouldBe("1");
        both["chat"]!["headers"]!["x-ratelimit-remaining-requests"]!.GetValue<string>().ShouldBe("0");
        var limited = both["streamAsked"]!["fault"]!.AsObject();
        limited.Text("type").ShouldBe("RateLimitError");
        limited.Text("code").ShouldBe("rate_limit_exceeded");
        int.Parse(limited["headers"]!["retry-after"]!.GetValue<string>()).ShouldBeInRange(1, 60);
        site.Upstream.Ledger.Calls.Count.ShouldBe(1);
    }

    private static async Task<JsonObject> FaultAsync(GatewaySite site, string key) =>
        (await NodeClient.RunAsync("openai.mjs", site, key, "chat"))["chat"]!["fault"]!.AsObject();
}
