using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>Reads fine-tuning jobs that have ended: one event each.</summary>
internal sealed class FineTunesPart() : JobsPart(TogetherKinds.FineTunes, "v1/fine-tunes")
{
    protected override bool HasEnded(JsonElement job) =>
        job.TextOrNothing("status") is "completed" or "cancelled" or "error";

    protected override async Task<bool> ReadJobAsync(
        SyncRun run,
        SyncTally tally,
        string id,
        JsonElement job,
        CancellationToken cancellationToken
    )
    {
        // The list leaves out how large the model is.
        var path = $"v1/fine-tunes/{Uri.EscapeDataString(id)}";
        var whole = await run.Api.GetJsonAsync(path, cancellationToken);
        if (!HasEnded(whole))
        {
            return false;
        }

        var kept = new KeptUsage();
        var options = new ReadOptions
        {
            DefaultTime = run.Options.TimeProvider.GetUtcNow(),
            Format = "together-fine-tune",
            Defaults = run.Options.Defaults,
        };
        if (!whole.HasText("started_at") && !whole.HasText("created_at"))
        {
            throw new UsageFormatException("created_at: found nothing, allowed: a time");
        }

        new JsonLineReader(path, options).ReadLine(JsonSerializer.SerializeToUtf8Bytes(whole), lineNumber: 1, kept);
        foreach (var rejected in kept.Rejected)
        {
            tally.Reject(path, rejected.Reason);
        }

        if (whole.TextIs("status", "cancelled") && kept.Events.Exists(one => one.Usage.Count > 0))
        {
            tally.Find($"fine-tune {id}: cancelled; its token_count is taken for the steps it completed");
        }

        foreach (var usageEvent in kept.Events)
        {
            run.Accept(usageEvent, tally);
        }

        return kept.Events.Count > 0;
    }
}
