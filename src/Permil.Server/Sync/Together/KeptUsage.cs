using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>Keeps what a reader finds; for a single record.</summary>
internal sealed class KeptUsage : IUsageSink
{
    public List<UsageEvent> Events { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    public void Accept(UsageEvent usageEvent) => Events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine) => Rejected.Add(rejectedLine);
}
