using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Gateway.Jobs;

/// <summary>Reads what a job used from the provider's own words.</summary>
internal sealed class JobUsage : IUsageSink
{
    private readonly List<UsageEvent> _events = [];

    public IReadOnlyList<UsageEvent> Events => _events;

    /// <summary>Why something could not be read, the first of it; <see langword="null"/>: all could.</summary>
    public string? Reason { get; private set; }

    /// <summary>How many lines could not be read.</summary>
    public long Rejected { get; private set; }

    /// <summary>
    /// Reads a job that ended: one event, unsettled when it does not say what it used. One that failed is billed nothing.
    /// </summary>
    public static IReadOnlyList<UsageEvent> OfDocument(
        ReadOnlyMemory<byte> body,
        JobDocument document,
        RecordContext context,
        OpenJob job
    )
    {
        var usage = new JobUsage();
        new JsonLineReader(GatewayUsage.Source, context.Options).ReadLine(body, 1, usage);
        return document.HasFailed ? [.. usage._events.Where(one => one.UnsettledReason is null)]
            : usage._events.Count > 0 ? usage._events
            : [Unsettled(job, $"the job's description has no usage: {usage.Reason}")];
    }

    /// <summary>Reads the output of a batch as it passes by.</summary>
    public static IReadOnlyList<UsageEvent> OfBatchOutput(Stream output, OpenJob job, RecordContext context)
    {
        var usage = new JobUsage();
        UsageLog.Read(output, $"batch-{job.Id}", context.Options with { Format = "batch-output" }, usage);
        if (usage.Rejected > 0)
        {
            usage._events.Add(
                Unsettled(
                    job,
                    $"{usage.Rejected} lines of the batch's output cannot be read, the first of them: {usage.Reason}"
                )
            );
        }

        return usage._events;
    }

    public void Accept(UsageEvent usageEvent) => _events.Add(usageEvent);

    public void Reject(RejectedLine rejectedLine)
    {
        Reason ??= rejectedLine.Reason;
        Rejected++;
    }

    private static UsageEvent Unsettled(OpenJob job, string reason) =>
        job.Intent.Call with
        {
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal),
            UnsettledReason = reason,
        };
}
