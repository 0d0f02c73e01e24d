using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads what runs on and turns its time into hours. First the look is saved, then the hours it completes become events,
/// then the state lets go of them: a crash between any two of these makes the same events from the same look.
/// </summary>
/// <param name="prefix">What ids of events begin with.</param>
internal abstract class RunningPart(string prefix) : ISyncPart
{
    private const decimal MaxUnits = 1_000_000;

    public async Task ReadAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        Sighting sighting;
        try
        {
            sighting = await LookAsync(run, tally, cancellationToken);
        }
        catch (NotFoundException exception) when (!KeysOf(run.State).Any())
        {
            tally.Find($"not offered to this account ({exception.Message})");
            return;
        }

        var at = run.Minute();
        Remember(run, tally, sighting, at);
        await run.SaveAsync(cancellationToken);
        await EmitAsync(run, tally, cancellationToken);
        await run.SaveAsync(cancellationToken);
    }

    /// <summary>Asks the service for everything of the kind.</summary>
    protected abstract Task<Sighting> LookAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken);

    /// <summary>Reads every item of a list; one that cannot be read is rejected and the others still count.</summary>
    protected static async Task ReadListAsync(
        SyncRun run,
        SyncTally tally,
        string path,
        string idField,
        Sighting sighting,
        Func<JsonElement, string, CancellationToken, Task<IReadOnlyList<Lane>?>> read,
        CancellationToken cancellationToken
    )
    {
        await foreach (var page in PagedList.ReadAsync(run.Api, path, position: null, cancellationToken))
        {
            foreach (var item in page.Items)
            {
                if (item.TextOrNothing(idField) is not { Length: > 0 } id)
                {
                    tally.Seen++;
                    tally.Reject(
                        path,
                        $"{idField}: found {JsonFields.Shown(item)}, allowed: an object with a text there"
                    );
                    sighting.HasNameless = true;
                    continue;
                }

                try
                {
                    if (await read(item, id, cancellationToken) is { } lanes)
                    {
                        Check(lanes);
                        tally.Seen++;
                        sighting.Lanes[id] = lanes;
                    }
                }
                catch (Exception exception)
                    when (exception is UsageFormatException or NotFoundException or InvalidOperationException)
                {
                    // InvalidOperationException: a text with half a surrogate pair, met only when it is unescaped.
                    tally.Seen++;
                    tally.Reject($"{path}: {id}", exception.Message);
                    sighting.Unreadable.Add(id);
                }
            }
        }
    }

    /// <summary>More is taken for a broken answer; sums of what is allowed are always exact.</summary>
    private static void Check(IReadOnlyList<Lane> lanes)
    {
        foreach (var lane in lanes)
        {
            if (lane.Units is <= 0 or > MaxUnits)
            {
                throw new UsageFormatException(
                    $"found {lane.Units} GPUs or TiB, allowed: above 0 and up to {MaxUnits}"
                );
            }
        }
    }

    private string[] KeysOf(SyncState state) =>
        [.. state.Resources.Keys.Where(key => key.StartsWith(prefix + "/", StringComparison.Ordinal))];

    private void Remember(SyncRun run, SyncTally tally, Sighting sighting, DateTimeOffset at)
    {
        var gap = run.Options.LongestGap;
        foreach (var (id, lanes) in sighting.Lanes)
        {
            var key = $"{prefix}/{id}";
            if (!run.State.Resources.TryGetValue(key, out var timeline))
            {
                run.State.Resources[key] = timeline = new ResourceTimeline();
            }

            timeline.See(key, at, lanes, gap, tally.Find);
        }

        foreach (var key in KeysOf(run.State))
        {
            var id = key[(prefix.Length + 1)..];
            if (sighting.Lanes.ContainsKey(id) || sighting.Unreadable.Contains(id))
            {
                continue;
            }

            if (sighting.HasNameless)
            {
                tally.Find($"{key}: not listed, but something without an id was; not taken to have ended");
                continue;
            }

            run.State.Resources[key].Miss(key, at, gap, tally.Find);
        }
    }

    private async Task EmitAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        foreach (var key in KeysOf(run.State))
        {
            var timeline = run.State.Resources[key];
            var before = tally.Events;
            foreach (
                var usageEvent in HourEvents.Of(
                    TogetherSync.Source,
                    key,
                    TogetherSync.Provider,
                    timeline,
                    run.Options.Defaults
                )
            )
            {
                await run.AcceptAsync(usageEvent, tally, cancellationToken);
            }

            tally.Unchanged += tally.Events == before && !timeline.IsGone ? 1 : 0;
        }

        await run.CommitAsync(cancellationToken);
        foreach (var key in KeysOf(run.State))
        {
            var timeline = run.State.Resources[key];
            timeline.Forget(HourEvents.EndOf(timeline));
            if (timeline.IsFinished)
            {
                run.State.Resources.Remove(key);
            }
        }
    }
}
