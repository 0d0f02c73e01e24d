using Permil.Usage;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Takes the lines of one batch file. A call that has a name keeps it, so that the same line in a file of the user's is
/// the same fact; one that has none is named by the batch and what it says, wherever in the file it stands.
/// </summary>
internal sealed class BatchLines(SyncRun run, SyncTally tally, string file, string path) : IUsageSink
{
    public void Accept(UsageEvent usageEvent)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        if (usageEvent.Id.StartsWith(file + ":", StringComparison.Ordinal))
        {
            // A derived name is file:line:place:hash.
            var hash = usageEvent.Id[(usageEvent.Id.LastIndexOf(':') + 1)..];
            usageEvent = usageEvent with { Source = TogetherSync.Source, Id = $"{path}/{hash}" };
        }

        run.Accept(usageEvent, tally);
    }

    public void Reject(RejectedLine rejectedLine)
    {
        ArgumentNullException.ThrowIfNull(rejectedLine);
        tally.Reject(rejectedLine);
    }
}
