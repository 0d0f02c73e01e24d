using System.Text.Json.Nodes;
using Permil.Upstream;

namespace Permil.Gateway;

/// <summary>A gateway as a process, a played provider behind it, and a data folder that is gone afterwards.</summary>
internal sealed class GatewaySite : IAsyncDisposable
{
    /// <summary>What the provider takes for its key.</summary>
    public const string ProviderKey = "provider-key-that-no-client-knows";

    /// <summary>Who pays for everything.</summary>
    public const string Account = "acme";

    private const string ProviderKeyVariable = "PERMIL_TEST_PROVIDER_KEY";
    private const string CallTag = "tag:call";
    private static readonly string[] Providers = ["openai", "together", "anthropic"];

    private readonly TemporaryFolder _folder = new();

    private GatewaySite(UpstreamServer upstream) => Upstream = upstream;

    public UpstreamServer Upstream { get; }

    /// <summary>The provider that takes what no other does: files, batches.</summary>
    public string FirstProvider { get; init; } = "openai";

    public string Data => Path.Combine(_folder.Path, "data");

    /// <summary>The gateway that runs now, or ran last.</summary>
    public GatewayProcess Gateway { get; private set; } = null!;

    public string Url => Gateway.Url;

    /// <summary>A site whose gateway does not run yet: keys and budgets can be made.</summary>
    public static async Task<GatewaySite> PrepareAsync(string firstProvider = "openai")
    {
        var samples = Path.GetFullPath(Repository.PathOf("..", "shared", "facts", "samples"));
        var site = new GatewaySite(
            await UpstreamServer.StartAsync(
                new UpstreamOptions { Key = ProviderKey, Samples = Directory.Exists(samples) ? samples : null }
            )
        )
        {
            FirstProvider = firstProvider,
        };
        Succeed("accounts", "create", Account, "--data", site.Data);
        return site;
    }

    /// <summary>Starts the gateway, for the first time or again.</summary>
    public async Task StartAsync(params string[] options)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [ProviderKeyVariable] = ProviderKey,
        };
        string[] upstreams =
        [
            .. Providers
                .OrderByDescending(name => name == FirstProvider)
                .SelectMany(name =>
                    (string[])
                        [
                            "--upstream",
                            $"{name}={Upstream.Url}{name}/v1",
                            "--upstream-key",
                            $"{name}={ProviderKeyVariable}",
                        ]
                ),
        ];
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        Gateway = await GatewayProcess.StartAsync(
            environment,
            ["--data", Data, "--listen", "127.0.0.1:0", .. upstreams, .. options]
        );
    }

    /// <summary>Makes a key.</summary>
    /// <returns>Its secret.</returns>
    public string CreateKey(params string[] options) =>
        Json(["keys", "create", "--data", Data, "--account", Account, .. options])["secret"]!.GetValue<string>();

    public void SetBudget(string scope, string amount, string period = "total") =>
        Succeed(
            "budgets",
            "set",
            "--data",
            Data,
            "--scope",
            scope,
            "--amount",
            amount,
            "--period",
            period,
            "--action",
            "block"
        );

    /// <summary>Stops the gateway in good order, so that its store can be read.</summary>
    public async Task StopAsync()
    {
        var exitCode = await Gateway.StopAsync();
        exitCode.ShouldBe(0, Gateway.Output + Gateway.Error);
    }

    /// <summary>What the stopped gateway stored.</summary>
    public JsonObject Report(string by) => Json(["report", "--data", Data, "--by", by]).AsObject();

    /// <summary>What the stopped gateway stored of each call, by the name the caller gave it.</summary>
    public Dictionary<string, MeteredCall> Reported() => MeteredCall.Of(Report(CallTag), CallTag);

    /// <summary>What the provider would bill for calls, by the name the caller gave them.</summary>
    public Dictionary<string, MeteredCall> Billed(Func<UpstreamCall, bool> isWanted) =>
        MeteredCall.Of(Rated(Upstream.Ledger.Calls.Where(isWanted)), CallTag);

    /// <summary>What the provider would bill, in all.</summary>
    public decimal BilledCost(Func<UpstreamCall, bool> isWanted) =>
        MeteredCall.Amount(Rated(Upstream.Ledger.Calls.Where(isWanted))["listCost"]);

    public JsonNode Json(string[] arguments) => JsonNode.Parse(Succeed([.. arguments, "--format", "json"]))!;

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        _folder.Dispose();
    }

    private JsonObject Rated(IEnumerable<UpstreamCall> calls)
    {
        var ledger = _folder.Write("ledger.jsonl", Ledger.AsEvents(calls));
        return Json(["rate", ledger, "--by", CallTag]).AsObject();
    }

    private static string Succeed(params string[] arguments)
    {
        var run = PermilProcess.Run(arguments);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {run.Output}{run.Error}");
        return run.Output;
    }
}
