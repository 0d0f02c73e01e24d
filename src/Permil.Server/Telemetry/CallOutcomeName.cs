namespace Permil.Server.Telemetry;

/// <summary>The written names of <see cref="CallOutcome"/>.</summary>
public static class CallOutcomeName
{
    /// <summary>In the order of <see cref="CallOutcome"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["settled", "unsettled", "failed", "refused", "started"];

    public static string Of(CallOutcome outcome) => All[(int)outcome];
}
