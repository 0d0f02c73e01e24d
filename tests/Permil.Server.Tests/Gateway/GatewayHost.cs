using System.Globalization;
using System.Net;
using System.Text;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Server.Hosting;
using Permil.Server.Sync;
using Permil.Storage;
using Permil.Storage.Access;
using Permil.Storage.DuckDb.Reading;
using Permil.Upstream;
using Permil.Usage;
using ProviderOptions = Permil.Server.Gateway.Upstreams.UpstreamOptions;

namespace Permil.Server.Gateway;

/// <summary>The whole server in this process, before a played provider, over a data folder that is gone afterwards.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>The only key the provider takes.</summary>
    public const string ProviderKey = "provider-key-that-no-client-knows";

    /// <summary>The account of keys that name no other.</summary>
    public const string Account = "acme";

    /// <summary>0.15 USD for 1M tokens of input, 0.075 for cached ones, 0.60 for output.</summary>
    public const string Model = "gpt-4o-mini";

    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly AccountBookFile _accounts;
    private Func<ServerOptions, ServerOptions> _with = options => options;
    private string? _adminToken;
    private bool _isRunning;

    private GatewayHost(UpstreamServer upstream, TimeProvider clock)
    {
        Upstream = upstream;
        Clock = clock;
        _accounts = new AccountBookFile(DataFolder);
        Change(book => new NewAccount { Id = Account }.AddTo(book, clock.GetUtcNow()));
        Key = MakeKey(new NewKey()).Secret;
    }

    public static Rater Rater { get; } = new(new PriceCatalog(ShippedPriceBooks.Read()));

    public UpstreamServer Upstream { get; }

    public TimeProvider Clock { get; }

    /// <summary>The secret of a key that fixes nothing but the account.</summary>
    public string Key { get; }

    public PermilServer Server { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    public Uri Address => Server.Addresses[0];

    public string DataFolder => _folder.File("data");

    /// <summary>A host whose server does not run yet: keys and budgets can be made.</summary>
    public static async Task<GatewayHost> Prepare(TimeProvider? clock = null) =>
        new(await UpstreamServer.StartAsync(new UpstreamOptions { Key = ProviderKey }), clock ?? TimeProvider.System);

    /// <summary>A host that runs.</summary>
    public static async Task<GatewayHost> Run(Func<GatewayOptions, GatewayOptions>? gateway = null)
    {
        var host = await Prepare();
        await host.Start(options => gateway is null ? options : options with { Gateway = gateway(options.Gateway) });
        return host;
    }

    /// <summary>One of the providers that the played one is.</summary>
    public ProviderOptions Provider(string name) => new(name, new Uri(Upstream.Url, $"{name}/v1"), ProviderKey);

    public async Task Start(Func<ServerOptions, ServerOptions>? with = null)
    {
        _with = with ?? _with;
        Server = await PermilServer.StartAsync(
            _with(
                new ServerOptions
                {
                    DataFolder = DataFolder,
                    Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                    Catalog = Rater.Catalog,
                    Rules = AllocationRules.None,
                    DrainTimeout = TimeSpan.FromSeconds(5),
                    Gateway = new GatewayOptions
                    {
                        Upstreams = [Provider("openai"), Provider("together"), Provider("anthropic")],
                    },
                }
            ),
            Clock
        );
        _isRunning = true;
        _adminToken ??= Server.FirstAdminToken;
    }

    /// <summary>Stops the server in good order and starts it again.</summary>
    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public async Task Stop()
    {
        if (_isRunning)
        {
            _isRunning = false;
            await Server.DisposeAsync();
        }
    }

    /// <summary>Changes the account book; before the start only, since a running server looks at it only now and then.</summary>
    public void Change(Func<AccountBook, AccountBook> change) => _accounts.Change(change);

    public (ApiKey Key, string Secret) MakeKey(NewKey wish)
    {
        ApiKey? key = null;
        var secret = "";
        Change(book =>
        {
            (book, key, secret) = (wish with { Account = wish.Account ?? Account }).AddTo(book, Clock.GetUtcNow());
            return book;
        });
        return (key!, secret);
    }

    /// <summary>Sets a blocking budget without end.</summary>
    public void Block(decimal amount, BudgetScope? scope = null, BudgetPeriod period = BudgetPeriod.Total) =>
        Change(book =>
            new NewBudget
            {
                Scope = scope ?? new BudgetScope(),
                Amount = amount,
                Period = period,
                Action = BudgetAction.Block,
            }
                .AddTo(book, Clock.GetUtcNow())
                .Book
        );

    /// <summary>Asks and reads the answer to its end.</summary>
    public async Task<Seen> Send(Ask ask, CancellationToken hangUp = default)
    {
        using var response = await Begin(ask, hangUp);
        return await Seen.Of(response, hangUp);
    }

    /// <summary>Asks and comes back with the answer's head.</summary>
    public async Task<HttpResponseMessage> Begin(Ask ask, CancellationToken hangUp = default)
    {
        using var request = ask.ToRequest(Address, Key);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, hangUp);
    }

    /// <summary>Asks the API as the admin.</summary>
    public async Task<Seen> Admin(HttpMethod method, string path, string? body = null)
    {
        var seen = await Send(
            new Ask
            {
                Method = method,
                Path = path,
                Body = body,
                Key = _adminToken,
            }
        );
        seen.Status.ShouldBeInRange(200, 299, seen.Text);
        return seen;
    }

    /// <summary>Waits until no call is under way any more, here and at the provider.</summary>
    public async Task Quiet()
    {
        await Upstream.Ledger.WaitAsync(calls => calls.All(call => call.HasEnded), Soon);
        await Settled(0);
    }

    /// <summary>Waits until so many calls and jobs are held. Nothing signals it: the end of a call is nobody's answer.</summary>
    public async Task Settled(int open)
    {
        var end = TimeProvider.System.GetUtcNow() + Soon;
        while (Server.Parts.Admission.OpenReservations != open)
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(end, "reservations are still open");
            await Task.Delay(5);
        }
    }

    /// <summary>What was recorded of a call under its name.</summary>
    public async Task<IReadOnlyList<UsageEvent>> EventsOf(string id)
    {
        await Server.Parts.Intake.FlushAsync();
        await Server.Parts.Intake.StoreAsync();
        return [.. StoredEvents.Find(Server.Parts.Store, id).Select(stored => stored.Event)];
    }

    /// <summary>The one event of a call.</summary>
    public async Task<UsageEvent> EventOf(Seen seen) => (await EventsOf(seen.Id)).Single();

    /// <summary>What is stored, by the report of the API.</summary>
    public async Task<(long Events, decimal ListCost, long Unsettled)> Reported(string more = "")
    {
        await Server.Parts.Intake.FlushAsync();
        var report = (await Admin(HttpMethod.Get, $"/api/v1/reports?by=account{more}")).Json;
        return (
            report["events"]!.GetValue<long>(),
            decimal.Parse(report["listCost"]?.GetValue<string>() ?? "0", CultureInfo.InvariantCulture),
            report["unsettled"]!.GetValue<long>()
        );
    }

    /// <summary>What the provider would bill for calls, at the price books.</summary>
    public decimal Billed(Func<UpstreamCall, bool>? isWanted = null)
    {
        var reader = new OneEventReader();
        return Ledger
            .AsEvents(Upstream.Ledger.Calls.Where(isWanted ?? (_ => true)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(line => Rater.Rate(reader.Read(Encoding.UTF8.GetBytes(line), 1)!).ListCost);
    }

    /// <summary>Where the budgets stand.</summary>
    public IReadOnlyList<BudgetStanding> Budgets => Server.Parts.Admission.Budgets;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Upstream.Release();
        await Stop();
        await Upstream.DisposeAsync();
        _folder.Dispose();
    }
}
