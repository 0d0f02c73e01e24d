namespace Permil.Server.Api;

/// <summary>What became of the events of a request.</summary>
/// <param name="Accepted">Events that are durable. Events that were there before are among them and count once.</param>
/// <param name="Rejected">Events that were not taken.</param>
/// <param name="Faults">Why, of the first of them.</param>
/// <param name="Error">Why the request was not read to its end; <see langword="null"/>: it was.</param>
internal sealed record UsageAnswer(long Accepted, long Rejected, IReadOnlyList<UsageFault> Faults, string? Error);
