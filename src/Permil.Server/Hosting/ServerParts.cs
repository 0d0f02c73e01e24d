using Microsoft.Extensions.Logging;
using Permil.Access;
using Permil.Budgets;
using Permil.Rating;
using Permil.Server.Alerts;
using Permil.Server.Api;
using Permil.Server.BillingEvents;
using Permil.Server.Gateway;
using Permil.Server.Telemetry;
using Permil.Storage;
using Permil.Storage.Access;
using Permil.Storage.Billing;
using Permil.Storage.DuckDb;

namespace Permil.Server.Hosting;

/// <summary>What a server is made of, opened in the order in which one needs the other and closed the other way round.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _opened;

    private ServerParts(Stack<IAsyncDisposable> opened) => _opened = opened;

    public required UsageStore Store { get; init; }

    public required UsageIntake Intake { get; init; }

    public required Rater Rater { get; init; }

    public required Admission Admission { get; init; }

    public required AccountBookFile AccountFile { get; init; }

    public required LiveAccounts Accounts { get; init; }

    public required HandedInUsage HandedIn { get; init; }

    /// <summary>The admin token, where it was made by this start.</summary>
    public string? FirstAdminToken { get; private set; }

    public required GatewayTelemetry Telemetry { get; init; }

    public required CallGateway Gateway { get; init; }

    public required RecoveredCalls Recovered { get; init; }

    /// <summary>Makes the admin token where there is none: once the server listens, so that none is made and never shown.</summary>
    public void EnsureAdminToken() => FirstAdminToken = AdminToken.EnsureFirst(AccountFile);

    /// <summary>Whether calls can be taken: nothing that records them has failed.</summary>
    public bool IsReady => Intake.Failure is null;

    public static async Task<ServerParts> Open(ServerOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            var store = Kept(opened, UsageStore.Open(options.DataFolder, StoreAccess.Write));
            var intake = UsageIntake.Open(store, clock);
            opened.Push(intake);
            var rater = new Rater(options.Catalog);
            var telemetry = Kept(opened, new GatewayTelemetry(options.Telemetry));
            _ = Kept(opened, TelemetryExport.Start(telemetry, logs.CreateLogger("Permil.Telemetry")));
            var gate = Kept(opened, new SpendGate());
            var alerts = BudgetAlerts.Open(
                options.DataFolder,
                options.Alerts,
                logs.CreateLogger<BudgetAlerts>(),
                clock
            );
            opened.Push(alerts);
            var admission = new Admission(clock, alerts.Raise);
            var logger = logs.CreateLogger("Permil.Gateway");
            var history = new SpendHistory(store, intake, rater, options.Rules);
            var accounts = new LiveAccounts(admission, history, gate, logger);
            var gateway = Kept(
                opened,
                new CallGateway(
                    options.Gateway,
                    () => accounts.Keys,
                    admission,
                    options.Rules,
                    rater,
                    intake,
                    gate,
                    telemetry,
                    clock,
                    logger
                )
            );
            var unsettled = await CallRecovery.EndCalls(intake, gateway.Settlement, rater.Catalog.Currency);
            var file = new AccountBookFile(options.DataFolder, clock);
            opened.Push(
                AccountBookWatch.Start(
                    file,
                    accounts.Take,
                    exception => GatewayLog.AccountBookRefused(logger, exception.Message),
                    clock
                )
            );
            var handedIn = new HandedInUsage(accounts, clock, logger);
            opened.Push(handedIn);
            var jobs = CallRecovery.ResumeJobs(intake, admission, options.Rules, rater, gateway.Jobs);
            telemetry.Watch(
                new GatewayReadings
                {
                    HasStoreFailed = () => intake.Failure is not null,
                    Budgets = () => admission.Budgets,
                    AlertsWaiting = () => alerts.Waiting,
                }
            );
            var billing = options.BillingEvents;
            opened.Push(
                BillingEventSender.Start(
                    new BillingBook(store, clock) { EventSettings = billing.Settings },
                    billing,
                    () =>
                        FoundEvents.Of(
                            admission.Credits,
                            billing.Contracts(),
                            rater.Catalog.Currency,
                            clock.GetUtcNow(),
                            billing.Settings
                        ),
                    logs.CreateLogger<BillingEventSender>(),
                    clock
                )
            );
            return new ServerParts(opened)
            {
                Store = store,
                Intake = intake,
                Rater = rater,
                Admission = admission,
                AccountFile = file,
                Accounts = accounts,
                HandedIn = handedIn,
                Telemetry = telemetry,
                Gateway = gateway,
                Recovered = new RecoveredCalls(intake.Recovered, unsettled, jobs),
            };
        }
        catch
        {
            await Close(opened);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Close(_opened);

    private static async Task Close(Stack<IAsyncDisposable> opened)
    {
        while (opened.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static T Kept<T>(Stack<IAsyncDisposable> opened, T part)
        where T : IDisposable
    {
        opened.Push(new Disposing(part));
        return part;
    }

    private sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
