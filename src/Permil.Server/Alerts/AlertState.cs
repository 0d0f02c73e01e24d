namespace Permil.Server.Alerts;

/// <summary>What must be remembered over restarts so that an alert goes out once.</summary>
internal sealed class AlertState
{
    public const int CurrentVersion = 1;

    // Long enough that no late usage of a period that is over raises its alert again.
    private static readonly TimeSpan KeptAfterPeriod = TimeSpan.FromDays(62);

    public int Version { get; init; } = CurrentVersion;

    /// <summary>By id.</summary>
    public SortedDictionary<string, RaisedAlert> Alerts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Forgets alerts whose period is long over and for which nobody waits.</summary>
    public void Prune(DateTimeOffset now)
    {
        var old = Alerts
            .Values.Where(alert => alert.Waiting.Count == 0 && alert.Until < now - KeptAfterPeriod)
            .Select(alert => alert.Id)
            .ToList();
        foreach (var id in old)
        {
            Alerts.Remove(id);
        }
    }
}
