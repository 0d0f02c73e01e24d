using System.Net;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Server.Alerts;
using Permil.Server.BillingEvents;
using Permil.Server.Gateway;
using Permil.Server.Telemetry;
using Permil.Storage.Reports;

namespace Permil.Server.Hosting;

/// <summary>What a server is started with.</summary>
public sealed record ServerOptions
{
    /// <summary>The folder of the store, made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where it listens; port 0: any free one.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    public required GatewayOptions Gateway { get; init; }

    /// <summary>The prices that calls are held against and settled at.</summary>
    public required PriceCatalog Catalog { get; init; }

    /// <summary>Whose usage is.</summary>
    public required AllocationRules Rules { get; init; }

    /// <summary>What accounts are billed by when a report is asked for; at list prices when not said.</summary>
    public Func<ReportTerms>? ReportTerms { get; init; }

    /// <summary>Whom budget alerts are told; nobody but the log when not said.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>Who is told of invoices, credits and commitments; events wait when not said.</summary>
    public BillingEventOptions BillingEvents { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    public LogFormat LogFormat { get; init; }

    /// <summary>How long calls under way may take to end when the server is stopped.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
