using System.Text.Json.Nodes;
using Permil.Access;
using Permil.Upstream;

namespace Permil.Server.Gateway;

public sealed class ModelListTests
{
    [Fact]
    public async Task List_IsTheProvidersAndThePriceBooks_EachModelOnce()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(Ask.Get("/v1/models"));

        seen.Json["object"]!.GetValue<string>().ShouldBe("list");
        var ids = IdsOf(seen.Json["data"]!);
        ids.ShouldBeUnique();
        ids.ShouldContain("only-the-provider-knows-it");
        ids.ShouldContain("claude-haiku-4-5");
        ids.ShouldContain("meta-llama/Llama-3.3-70B-Instruct-Turbo");

        // As the provider tells it, not as the price book does.
        var mini = seen.Json["data"]!.AsArray().Single(model => IdOf(model) == "gpt-4o-mini")!;
        mini["owned_by"]!.GetValue<string>().ShouldBe("upstream");
        host.Upstream.Ledger.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task List_OfAProviderThatTellsAnArray_IsOne()
    {
        await using var host = await GatewayHost.Prepare();
        await host.Start(options =>
            options with
            {
                Gateway = options.Gateway with { Upstreams = [host.Provider("together")] },
            }
        );

        var ids = IdsOf((await host.Send(Ask.Get("/v1/models"))).Json);

        ids.ShouldContain("moonshotai/Kimi-K3");
        ids.ShouldContain("black-forest-labs/FLUX.1-schnell");
        ids.ShouldNotContain("gpt-4o-mini");
    }

    [Fact]
    public async Task List_OfAKey_HasOnlyWhatItMayCall()
    {
        await using var host = await GatewayHost.Prepare();
        var narrow = host.MakeKey(new NewKey { AllowedModels = ["claude-haiku-*", "only-*"] }).Secret;
        await host.Start();

        var ids = IdsOf((await host.Send(Ask.Get("/v1/models").By(narrow))).Json["data"]!);

        ids.ShouldContain("only-the-provider-knows-it");
        ids.ShouldContain("claude-haiku-4-5");
        ids.ShouldAllBe(id =>
            id.StartsWith("claude-haiku-", StringComparison.Ordinal) || id.StartsWith("only-", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task List_IsThePriceBooks_WhenTheProviderFails()
    {
        await using var host = await GatewayHost.Run();
        host.Upstream.Play = Play.Parse("fault=status:500", Play.Plain);

        var seen = await host.Send(Ask.Get("/v1/models"));

        seen.Status.ShouldBe(200);
        IdsOf(seen.Json["data"]!).ShouldContain("gpt-4o-mini");
    }

    private static List<string> IdsOf(JsonNode models) => [.. models.AsArray().Select(IdOf)];

    private static string IdOf(JsonNode? model) => model!["id"]!.GetValue<string>();
}
