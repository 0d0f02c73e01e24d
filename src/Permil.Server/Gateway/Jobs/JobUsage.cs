using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Jobs;

/// <summary>Reads what a job used from the provider's own words.</summary>
internal sealed class JobUsage : IUsageSink
{
    private readonly List<UsageEvent> _events = [];

    public IReadOnlyList<UsageEvent> Events => _events;

    /// <summary>Why something could not be read; <see langword="null"/>: all could.</summary>
    public string? Reason { get; private set; }

    /// <summary>Reads a job that ended: one event, unsettled when it does not say what it used.</summary>
    public static IReadOnlyList<UsageEvent> OfDocument(
        ReadOnlyMemory<byte> document,
        RecordContext context,
        OpenJob job
    )
    {
        var usage = new JobUsage();
        new JsonLineReader(GatewayUsage.Source, context.Options).ReadLine(document, 1, usage);
        return usage._events.Count > 0
            ? usage._events
            :
            [
                job.Intent.Call with
                {
                    Attributes = new Dictionary<string, string>(StringComparer.Ordinal),
                    UnsettledReason = $"the job's description has no usage: {usage.Reason}",
                },
            ];
    }

    /// <summary>Reads the output of a batch as it passes by.</summary>
    public static IReadOnlyList<UsageEvent> OfBatchOutput(Stream output, OpenJob job, RecordContext context)
    {
        var usage = new JobUsage();
        UsageLog.Read(output, $"batch-{job.Id}", context.Options with { Format = "batch-output" }, usage);
        return usage._events;
    }

    public void Accept(UsageEvent usageEvent) => _events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine) => Reason ??= rejectedLine.Reason;
}
