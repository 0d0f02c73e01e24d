using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Permil.Server.Api;
using Permil.Server.Telemetry;
using Permil.Storage.Files;

namespace Permil.Server.Hosting;

/// <summary>The running program: the gateway, the API and telemetry over one data folder.</summary>
public sealed class PermilServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerParts _parts;
    private readonly ILoggerFactory _logs;

    private PermilServer(WebApplication app, ServerParts parts, ILoggerFactory logs)
    {
        _app = app;
        _parts = parts;
        _logs = logs;
        var server = app.Services.GetRequiredService<IServer>();
        Addresses = [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>The admin token, on the first start of a data folder only: it is kept as a hash.</summary>
    public string? FirstAdminToken => _parts.FirstAdminToken;

    /// <summary>What the start found left over.</summary>
    public RecoveredCalls Recovered => _parts.Recovered;

    internal ServerParts Parts => _parts;

    /// <summary>Starts a server. It takes calls when this completes.</summary>
    /// <exception cref="StoreInUseException">Another process has the data folder open.</exception>
    /// <exception cref="IOException">The store cannot be opened, or an address cannot be listened on.</exception>
    public static async Task<PermilServer> StartAsync(ServerOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        clock ??= TimeProvider.System;
        var logs = LoggerFactory.Create(logging => logging.AddConsoleLogs(options.LogFormat));
        ServerParts? parts = null;
        WebApplication? app = null;
        try
        {
            parts = await ServerParts.Open(options, clock, logs);
            app = Build(options, parts, clock, logs);
            await app.StartAsync();
            parts.EnsureAdminToken();
            return new PermilServer(app, parts, logs);
        }
        catch
        {
            await Close(app, parts, logs);
            throw;
        }
    }

    /// <summary>Takes no more calls, lets those under way end, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await Close(_app, _parts, _logs);
    }

    private static async Task Close(WebApplication? app, ServerParts? parts, ILoggerFactory logs)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (parts is not null)
        {
            await parts.DisposeAsync();
        }

        logs.Dispose();
    }

    private static WebApplication Build(
        ServerOptions options,
        ServerParts parts,
        TimeProvider clock,
        ILoggerFactory logs
    )
    {
        // Empty: no settings file of the folder it happens to be started in, no variables of other programs.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddManagementApi();
        var api = new ApiServices
        {
            Accounts = parts.AccountFile,
            Book = () => parts.Accounts.Book,
            Keys = () => parts.Accounts.Keys,
            Admission = parts.Admission,
            Store = parts.Store,
            Rater = parts.Rater,
            Rules = options.Rules,
            ReportTerms = options.ReportTerms,
            Clock = clock,
            CatchUp = parts.Intake.CatchUpAsync,
        };
        builder.Services.AddSingleton(api);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        var app = builder.Build();
        app.Use((http, next) => IsCall(http.Request.Path) ? parts.Gateway.Handle(http) : next(http));
        app.UseUsageAuthentication(api);
        app.MapUsage(
            parts.Intake,
            new UsageApiOptions
            {
                OwnerOf = UsageAuthentication.OwnerOf,
                OnAccepted = _ => parts.HandedIn.Came(),
                CachedInsideInput = options.Catalog.CachedInsideInput,
            }
        );
        app.MapManagementApi();
        app.MapGet("/healthz", () => "ok\n").ExcludeFromDescription();
        app.MapGet(
                "/readyz",
                () => parts.IsReady ? Results.Text("ready\n") : Results.Text("the store has failed\n", statusCode: 503)
            )
            .ExcludeFromDescription();
        app.MapGet(
                "/metrics",
                http =>
                    MetricsAccess.Refusal(http, api) is { } refusal
                        ? refusal.ExecuteAsync(http)
                        : MetricsEndpoint.AnswerAsync(http, parts.Telemetry)
            )
            .ExcludeFromDescription();
        return app;
    }

    /// <summary>Everything below <c>/v1</c> is a call to a provider, but for the spans that OpenTelemetry sends there.</summary>
    private static bool IsCall(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        && !path.Equals(UsageAuthentication.Traces, StringComparison.OrdinalIgnoreCase);

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        foreach (var endpoint in options.Listen)
        {
            kestrel.Listen(endpoint);
        }

        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = BodyLimit.OfServer(options.Gateway.MaxBodyBytes);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
    }

    /// <summary>Signals are the program's, not the web server's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
