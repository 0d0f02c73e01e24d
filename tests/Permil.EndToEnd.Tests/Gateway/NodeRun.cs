using System.Text.Json.Nodes;
using Permil.Upstream;

namespace Permil.Gateway;

/// <summary>Runs all scenarios of a client library once; then the gateway is stopped and what it stored is there.</summary>
/// <param name="script">The library's scenarios.</param>
/// <param name="provider">The provider whose library it is.</param>
public abstract class NodeRun(string script, string provider) : IAsyncLifetime
{
    private readonly Dictionary<string, MeteredCall> _reported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MeteredCall> _billed = new(StringComparer.Ordinal);
    private JsonObject _seen = [];

    public IReadOnlyList<UpstreamCall> Calls { get; private set; } = [];

    /// <summary>What the client library said of a scenario that must have worked.</summary>
    public JsonObject Of(string scenario)
    {
        var seen = _seen[scenario]!.AsObject();
        seen["fault"].ShouldBeNull();
        return seen;
    }

    public JsonObject FaultOf(string scenario) => _seen[scenario]!["fault"]!.AsObject();

    public UpstreamCall CallOf(string scenario) => Calls.Single(call => call.Name == scenario);

    /// <summary>The gateway metered a scenario's calls as the provider would bill them.</summary>
    public void ShouldBeMetered(string scenario)
    {
        _billed.ShouldContainKey(scenario);
        _reported.ShouldContainKey(scenario);
        _reported[scenario].ShouldBe(_billed[scenario]);
    }

    /// <summary>The answer's header says exactly what the call cost.</summary>
    public void ShouldSayItsCost(string scenario) =>
        Of(scenario)["headers"]!["x-permil-cost"]!.GetValue<string>().ShouldBe(_billed[scenario].ListCost);

    internal MeteredCall ReportedOf(string scenario) => _reported[scenario];

    internal IReadOnlyDictionary<string, MeteredCall> Reported => _reported;

    internal IReadOnlyDictionary<string, MeteredCall> Billed => _billed;

    public async Task InitializeAsync()
    {
        await using var site = await GatewaySite.PrepareAsync(provider);
        var key = site.CreateKey("--tenant", "team-a");
        site.SetBudget("account=acme", "1000");
        await site.StartAsync();
        _seen = await NodeClient.RunAsync(script, site, key);
        await site.Upstream.Ledger.WaitAsync(calls => calls.All(call => call.HasEnded), TimeSpan.FromSeconds(20));
        await site.StopAsync();
        Calls = site.Upstream.Ledger.Calls;
        Fill(_reported, site.Reported());
        Fill(_billed, site.Billed(call => call is { IsComplete: true, TellsUsage: true }));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static void Fill(Dictionary<string, MeteredCall> to, Dictionary<string, MeteredCall> from)
    {
        foreach (var (name, call) in from)
        {
            to[name] = call;
        }
    }
}
