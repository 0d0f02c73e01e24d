using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>Keeps what it is handed.</summary>
internal sealed class EventList : IUsageSink
{
    public List<UsageEvent> Events { get; } = [];

    public List<RejectedLine> Rejected { get; } = [];

    public void Accept(UsageEvent usageEvent) => Events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine) => Rejected.Add(rejectedLine);
}
