using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Permil.Server.Sync;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Server.Api;

/// <summary>The doors for usage on the loopback, before a store of their own.</summary>
internal sealed class UsageHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneEventReader _reader = new();
    private readonly WebApplication _app;

    private UsageHost(UsageApiOptions options)
    {
        Store = UsageStore.Open(_folder.Path, StoreAccess.Write);
        Intake = UsageIntake.Open(Store, delay: TimeSpan.FromDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapUsage(
            Intake,
            options with
            {
                OnAccepted = batch =>
                {
                    options.OnAccepted(batch);
                    lock (Accepted)
                    {
                        Accepted.AddRange(batch.Records.Select(record => _reader.Read(record, 1)!));
                    }
                },
            }
        );
    }

    public UsageStore Store { get; }

    public UsageIntake Intake { get; }

    public HttpClient Client { get; } = new();

    /// <summary>What the hook heard of.</summary>
    public List<UsageEvent> Accepted { get; } = [];

    public static async Task<UsageHost> Start(UsageApiOptions? options = null)
    {
        var host = new UsageHost(options ?? new UsageApiOptions());
        await host._app.StartAsync();
        host.Client.BaseAddress = new Uri(host._app.Urls.Single());
        return host;
    }

    public Task<HttpResponseMessage> Post(
        string body,
        string type = "application/json",
        string path = "/api/v1/usage"
    ) => Post(Encoding.UTF8.GetBytes(body), type, path);

    public Task<HttpResponseMessage> Post(
        byte[] body,
        string type,
        string path = "/api/v1/usage",
        string? encoding = null
    )
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>How many events are in the store once everything acknowledged is.</summary>
    public async Task<long> Stored()
    {
        await Intake.StoreAsync();
        return Store.Events;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Intake.DisposeAsync();
        Store.Dispose();
        _folder.Dispose();
    }
}
