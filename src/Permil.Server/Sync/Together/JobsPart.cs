using System.Text.Json;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads jobs that end. A job is done when its events are durable; it is remembered as done while the service lists it.
/// </summary>
/// <param name="kind">The kind, as the state names it.</param>
/// <param name="path">The list.</param>
internal abstract class JobsPart(string kind, string path) : ISyncPart
{
    /// <summary>So many jobs in a row that cannot be fetched, and the service is taken to be down.</summary>
    private const int MaxFailuresInARow = 3;

    private int _failuresInARow;

    public async Task ReadAsync(SyncRun run, SyncTally tally, CancellationToken cancellationToken)
    {
        var position = run.State.Positions.GetValueOrDefault(kind);
        if (position is not null)
        {
            try
            {
                await ReadFromAsync(run, tally, position, listed: null, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is NotFoundException || IsBadPosition(exception))
            {
                // The page is no longer there: the list is read from its beginning.
                run.State.Positions.Remove(kind);
            }
            catch (SyncException)
            {
                // Failing here again must not keep the pages before it from ever being read.
                run.State.Positions.Remove(kind);
                await run.CommitAsync(cancellationToken);
                await run.SaveAsync(cancellationToken);
                throw;
            }
        }

        try
        {
            await ReadFromAsync(
                run,
                tally,
                position: null,
                new HashSet<string>(StringComparer.Ordinal),
                cancellationToken
            );
        }
        catch (NotFoundException exception) when (!run.State.Done.ContainsKey(kind))
        {
            tally.Find($"not offered to this account ({exception.Message})");
        }
    }

    /// <summary>Whether nothing about the job will change any more.</summary>
    protected abstract bool HasEnded(JsonElement job);

    /// <summary>Hands over the events of one job.</summary>
    /// <returns>Whether the job is done with.</returns>
    protected abstract Task<bool> ReadJobAsync(
        SyncRun run,
        SyncTally tally,
        string id,
        JsonElement job,
        CancellationToken cancellationToken
    );

    private static bool IsBadPosition(Exception exception) =>
        exception is SyncException && exception.Message.Contains("status 400", StringComparison.Ordinal);

    private async Task ReadFromAsync(
        SyncRun run,
        SyncTally tally,
        string? position,
        HashSet<string>? listed,
        CancellationToken cancellationToken
    )
    {
        if (!run.State.Done.TryGetValue(kind, out var done))
        {
            run.State.Done[kind] = done = new SortedSet<string>(StringComparer.Ordinal);
        }

        await foreach (var page in PagedList.ReadAsync(run.Api, path, position, cancellationToken))
        {
            foreach (var job in page.Items)
            {
                tally.Seen++;
                if (job.TextOrNothing("id") is not { Length: > 0 } id)
                {
                    tally.Reject(path, $"id: found {JsonFields.Shown(job)}, allowed: an object with a text there");
                    continue;
                }

                listed?.Add(id);
                await ReadOneAsync(run, tally, done, id, job, cancellationToken);
            }

            if (page.Next is not null)
            {
                run.State.Positions[kind] = page.Next;
                await run.SaveAsync(cancellationToken);
            }
        }

        run.State.Positions.Remove(kind);
        if (listed is not null)
        {
            done.IntersectWith(listed);
        }

        await run.SaveAsync(cancellationToken);
    }

    private async Task ReadOneAsync(
        SyncRun run,
        SyncTally tally,
        SortedSet<string> done,
        string id,
        JsonElement job,
        CancellationToken cancellationToken
    )
    {
        if (done.Contains(id) || !HasEnded(job))
        {
            tally.Unchanged++;
            return;
        }

        var isDone = false;
        try
        {
            isDone = await ReadJobAsync(run, tally, id, job, cancellationToken);
            _failuresInARow = 0;
        }
        catch (Exception exception) when (exception is SyncException or NotFoundException)
        {
            tally.Fail($"{id}: {exception.Message}");
            if (exception.InnerException is TransientException && ++_failuresInARow == MaxFailuresInARow)
            {
                throw new SyncException(
                    $"given up for this run after {MaxFailuresInARow} failures in a row",
                    exception
                );
            }
        }
        catch (Exception exception) when (exception is UsageFormatException or InvalidOperationException)
        {
            tally.Reject($"{path}/{id}", exception.Message);
        }

        await run.CommitAsync(cancellationToken);
        if (isDone)
        {
            done.Add(id);
            await run.SaveAsync(cancellationToken);
        }
    }
}
