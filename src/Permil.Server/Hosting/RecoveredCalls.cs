namespace Permil.Server.Hosting;

/// <summary>What a start found of the time before.</summary>
/// <param name="Events">Recorded events that were not in the store yet.</param>
/// <param name="Unsettled">Calls that never ended: they are unsettled now.</param>
/// <param name="Jobs">Jobs that still run.</param>
public readonly record struct RecoveredCalls(long Events, int Unsettled, int Jobs);
