using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads batches that have ended: one event for every line of their output and error files. The job itself says neither
/// how many requests it had nor what they used.
/// </summary>
internal sealed class BatchesPart() : JobsPart(TogetherKinds.Batches, "v1/batches")
{
    protected override bool HasEnded(JsonElement job) =>
        job.TextOrNothing("status")?.ToUpperInvariant() is "COMPLETED" or "FAILED" or "EXPIRED" or "CANCELLED";

    protected override async Task<bool> ReadJobAsync(
        SyncRun run,
        SyncTally tally,
        string id,
        JsonElement job,
        CancellationToken cancellationToken
    )
    {
        var ended =
            job.Time("completed_at")
            ?? job.Time("created_at")
            ?? throw new UsageFormatException("completed_at, created_at: found nothing, allowed: a time");
        var output = job.TextOrNothing("output_file_id");
        var errors = job.TextOrNothing("error_file_id");
        var isDone = true;
        if (output is null && errors is null && job.TextOrNothing("status")?.ToUpperInvariant() == "COMPLETED")
        {
            isDone = Miss(run, tally, id, job, ended, "output", "it is completed and names no output file");
        }

        if (output is not null)
        {
            isDone &= await ReadFileAsync(run, tally, id, job, ended, "output", output, cancellationToken);
        }

        if (errors is not null)
        {
            isDone &= await ReadFileAsync(run, tally, id, job, ended, "errors", errors, cancellationToken);
        }

        return isDone;
    }

    private static async Task<bool> ReadFileAsync(
        SyncRun run,
        SyncTally tally,
        string id,
        JsonElement job,
        DateTimeOffset ended,
        string part,
        string fileId,
        CancellationToken cancellationToken
    )
    {
        FileStream file;
        try
        {
            file = await run.Api.GetFileAsync($"v1/files/{Uri.EscapeDataString(fileId)}/content", cancellationToken);
        }
        catch (NotFoundException)
        {
            return Miss(run, tally, id, job, ended, part, $"its file {fileId} is not there");
        }

        await using (file)
        {
            var name = $"batch-{Uri.EscapeDataString(id)}-{part}";
            UsageLog.Read(
                file,
                name,
                Reading(run, job, ended),
                new BatchLines(run, tally, name, $"batch/{id}/{part}"),
                cancellationToken
            );
            return true;
        }
    }

    private static ReadOptions Reading(SyncRun run, JsonElement job, DateTimeOffset ended)
    {
        var defaults = new Dictionary<string, string>(run.Options.Defaults, StringComparer.Ordinal);
        defaults.TryAdd("provider", TogetherSync.Provider);
        if (job.TextOrNothing("model_id") is { Length: > 0 } model)
        {
            defaults.TryAdd("model", model);
        }

        return new ReadOptions
        {
            DefaultTime = ended,
            Format = "batch-output",
            Defaults = defaults,
        };
    }

    /// <summary>A file may still come; one that has not come in time is usage that nobody can know any more.</summary>
    private static bool Miss(
        SyncRun run,
        SyncTally tally,
        string id,
        JsonElement job,
        DateTimeOffset ended,
        string part,
        string reason
    )
    {
        if (run.Options.TimeProvider.GetUtcNow() - ended < run.Options.MissingFileGrace)
        {
            tally.Fail(
                $"batch {id}: {reason}; it is asked for again until {run.Options.MissingFileGrace.TotalDays} days after the batch ended"
            );
            return false;
        }

        tally.Find($"batch {id}: {reason}; what it used is unsettled");
        var context = new RecordContext(id, 0, 0, Reading(run, job, ended));
        var draft = new EventDraft(context, TogetherSync.Source)
        {
            Id = $"batch/{id}/{part}",
            Time = ended,
            Mode = Mode.Batch,
            UnsettledReason = $"the {part} of the batch: {reason}",
        };
        run.Accept(draft.Build(), tally);
        return true;
    }
}
