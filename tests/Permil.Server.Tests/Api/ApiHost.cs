using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.Access;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Reports;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Api;

/// <summary>The management API on a real server, over a store with the usage of two accounts.</summary>
internal sealed class ApiHost : IAsyncDisposable, ISpendHistory
{
    /// <summary>0.88 USD for 1M tokens of input.</summary>
    public const string Model = "meta-llama/Llama-3.3-70B-Instruct-Turbo";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("permil-test-");
    private readonly UsageStore _store;
    private readonly AccountBookWatch _watch;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private KeyRing _keys = KeyRing.Empty;

    private ApiHost(params IEnumerable<UsageEvent> events)
    {
        _store = UsageStore.Open(_folder.FullName, StoreAccess.Write);
        using (var import = new UsageImport(_store, new ReadOptions { DefaultTime = null }, _ => { }))
        {
            foreach (var usageEvent in events)
            {
                import.Accept(usageEvent);
            }

            import.Finish();
        }

        File = new AccountBookFile(_folder.FullName);
        AdminToken = Api.AdminToken.EnsureFirst(File)!;
        Admission = new Admission(TimeProvider.System);
        _watch = AccountBookWatch.Start(
            File,
            book =>
            {
                Admission.Replace(book, this);
                _keys = KeyRing.Of(book);
            },
            exception => throw exception
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddManagementApi();
        builder.Services.AddSingleton(
            new ApiServices
            {
                Accounts = File,
                Book = () => _watch.Current,
                Keys = () => _keys,
                Admission = Admission,
                Store = _store,
                Rater = Rater,
                Rules = AllocationRules.None,
                ReportTerms = () => Terms,
            }
        );
        _app = builder.Build();
        _app.MapManagementApi();
        _http = new HttpClient();
    }

    public static Rater Rater { get; } = new(new PriceCatalog(ShippedPriceBooks.Read()));

    public AccountBookFile File { get; }

    public Admission Admission { get; }

    public string AdminToken { get; }

    public UsageStore Store => _store;

    /// <summary>What accounts are billed by: at first nobody has agreed anything.</summary>
    public ReportTerms Terms { get; set; } = new(_ => throw new InvalidOperationException("no account has terms"), []);

    public static async Task<ApiHost> StartAsync(params IEnumerable<UsageEvent> events)
    {
        var host = new ApiHost(events);
        await host._app.StartAsync();
        host._http.BaseAddress = new Uri(host._app.Urls.First());
        return host;
    }

    /// <summary>A call of 1M input tokens.</summary>
    public static UsageEvent Call(string id, string account, string? tenant, string? unsettled = null) =>
        new()
        {
            Id = id,
            Source = "test",
            Time = new DateTimeOffset(2026, 10, 7, 12, 0, 0, TimeSpan.Zero),
            Provider = "together",
            Model = Model,
            Mode = Mode.Serverless,
            Account = account,
            SubAccount = tenant,
            UnsettledReason = unsettled,
            Usage = unsettled is null ? [new Measurement(Meters.InputTokens, 1_000_000)] : [],
        };

    /// <summary>A key made directly in the file; its secret.</summary>
    public string MakeKey(string account, string? tenant = null)
    {
        var secret = "";
        File.Change(book =>
        {
            var now = TimeProvider.System.GetUtcNow();
            book = book.Accounts.Any(one => one.Id == account)
                ? book
                : new NewAccount { Id = account }.AddTo(book, now);
            (book, _, secret) = new NewKey { Account = account, SubAccount = tenant }.AddTo(book, now);
            return book;
        });
        return secret;
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(
        string? token,
        HttpMethod method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(int Status, JsonNode? Body)> GetAsync(string? token, string path) =>
        SendAsync(token, HttpMethod.Get, path);

    /// <summary>What a request that must succeed is answered.</summary>
    public async Task<JsonNode> AdminAsync(HttpMethod method, string path, string? body = null)
    {
        var (status, answer) = await SendAsync(AdminToken, method, path, body);
        status.ShouldBeInRange(200, 299, answer?.ToJsonString());
        return answer ?? new JsonObject();
    }

    public decimal Spent(BudgetScope scope, DateTimeOffset? from, DateTimeOffset? until) =>
        StoredSpend.Of(_store, Rater, AllocationRules.None, StoredSpend.SelectionOf(_store, Rater, scope, from, until));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _watch.DisposeAsync();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }
}
