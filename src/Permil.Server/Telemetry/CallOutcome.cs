namespace Permil.Server.Telemetry;

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    /// <summary>Its usage is known.</summary>
    Settled,

    /// <summary>It may have used something, and how much is not known.</summary>
    Unsettled,

    /// <summary>It went upstream and nothing was used.</summary>
    Failed,

    /// <summary>It never went upstream.</summary>
    Refused,

    /// <summary>It started a job, which ends later and is counted then.</summary>
    Started,
}
