using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Permil.Gateway;

/// <summary>OpenAI's own library for .NET, unmodified, through the gateway.</summary>
public sealed class OpenAiNuGetTests
{
    private const string Model = "gpt-4o-mini";
    private static readonly ChatMessage[] Messages = [new UserChatMessage("How is the weather in Zürich? 🌦")];
    private static readonly ChatCompletionOptions Options = new() { MaxOutputTokenCount = 30 };

    [Fact]
    public async Task Library_AllItsCalls_AreAnsweredAndMetered()
    {
        await using var site = await GatewaySite.PrepareAsync();
        var key = site.CreateKey();
        await site.StartAsync();

        await ChatAsync(site, key);
        await StreamAsync(site, key);
        await ToolsAsync(site, key);
        await EmbeddingsAsync(site, key);
        await FaultsAsync(site, key);

        await site.StopAsync();
        var billed = site.Billed(call => call is { IsComplete: true, TellsUsage: true });
        billed.Count.ShouldBe(4);
        var reported = site.Reported();
        foreach (var (name, call) in billed)
        {
            reported[name].ShouldBe(call, name);
        }
    }

    private static async Task ChatAsync(GatewaySite site, string key)
    {
        var result = await Client(site, key, "chat").GetChatClient(Model).CompleteChatAsync(Messages, Options);

        result.Value.Content[0].Text.ShouldStartWith("Grüße aus");
        result.GetRawResponse().Headers.TryGetValue("x-permil-cost", out var cost).ShouldBeTrue();
        cost.ShouldNotBeEmpty();
        result.Value.Usage.OutputTokenCount.ShouldBeGreaterThan(0);
    }

    private static async Task StreamAsync(GatewaySite site, string key)
    {
        var text = "";
        await foreach (
            var update in Client(site, key, "stream", "bytes=3")
                .GetChatClient(Model)
                .CompleteChatStreamingAsync(Messages, Options)
        )
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        text.ShouldStartWith("Grüße aus 世界 👋");
    }

    private static async Task ToolsAsync(GatewaySite site, string key)
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 30 };
        options.Tools.Add(ChatTool.CreateFunctionTool("weather", "Says how the weather is"));
        var result = await Client(site, key, "tools").GetChatClient(Model).CompleteChatAsync(Messages, options);

        result.Value.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        result.Value.ToolCalls.Single().FunctionArguments.ToString().ShouldContain("Zürich");
    }

    private static async Task EmbeddingsAsync(GatewaySite site, string key)
    {
        EmbeddingClient client = Client(site, key, "embeddings").GetEmbeddingClient("text-embedding-3-small");
        var result = await client.GenerateEmbeddingsAsync(["Zürich", "Genève"]);

        result.Value.Count.ShouldBe(2);
        result.Value[0].ToFloats().ToArray().ShouldBe([0.25f, -0.5f, 1f]);
    }

    private static async Task FaultsAsync(GatewaySite site, string key)
    {
        (await FaultAsync(site, key, "limited", "fault=status:429:3")).Status.ShouldBe(429);
        (await FaultAsync(site, key, "broken", "fault=reset")).Status.ShouldBe(502);
        (await FaultAsync(site, "pml_nobody", "nobody", "")).Status.ShouldBe(401);
        site.Upstream.Ledger.Calls.ShouldNotContain(call => call.Name == "nobody");
    }

    private static async Task<ClientResultException> FaultAsync(
        GatewaySite site,
        string key,
        string name,
        string play
    ) =>
        await Should.ThrowAsync<ClientResultException>(async () =>
            await Client(site, key, name, play).GetChatClient(Model).CompleteChatAsync(Messages, Options)
        );

    private static OpenAIClient Client(GatewaySite site, string key, string name, string play = "")
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri($"{site.Url}/v1"),
            RetryPolicy = new ClientRetryPolicy(0),
        };
        options.AddPolicy(
            new AddedHeaders(("x-upstream-play", $"{play}; name={name}"), ("x-permil-tags", $"call={name}")),
            PipelinePosition.PerCall
        );
        return new OpenAIClient(new ApiKeyCredential(key), options);
    }
}
