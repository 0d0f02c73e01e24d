using Permil.Budgets;

namespace Permil.Server.Telemetry;

/// <summary>What is asked of the gateway's parts whenever metrics are read. May be called from any thread.</summary>
public sealed class GatewayReadings
{
    /// <summary>Whether the journal or the store has failed, so that nothing more is acknowledged.</summary>
    public Func<bool> HasStoreFailed { get; init; } = () => false;

    /// <summary>Where the budgets stand.</summary>
    public Func<IReadOnlyList<BudgetStanding>> Budgets { get; init; } = () => [];

    /// <summary>Alerts that a webhook has not taken yet.</summary>
    public Func<int> AlertsWaiting { get; init; } = () => 0;
}
