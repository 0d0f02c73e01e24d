using Permil.Usage;

namespace Permil.Storage.DuckDb.Importing;

/// <summary>Hands over events one by one: the import never sees the lines.</summary>
internal sealed class EventByEventSink(IUsageSink sink) : IUsageSink
{
    public void Accept(UsageEvent usageEvent) => sink.Accept(usageEvent);

    public void Reject(RejectedLine rejectedLine) => sink.Reject(rejectedLine);
}
