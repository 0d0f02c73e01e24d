using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Server.Sync.Together;

/// <summary>
/// Reads from Together's API the usage that no request log holds (jobs, batches, and what runs by the hour) as events.
/// </summary>
/// <remarks>
/// Run again, at any time and after any crash, it gives the same events for the same facts. Time before the first look
/// at something that has no history is not known, and is never made up.
/// </remarks>
public sealed class TogetherSync
{
    /// <summary>The source of the events, except those of batch lines, which keep the source of their answers.</summary>
    public const string Source = "together";

    /// <summary>The provider as price books name it.</summary>
    public const string Provider = "together";

    private static readonly Uri Service = new("https://api.together.ai/");

    /// <summary>The service's older address: the same jobs and resources.</summary>
    private static readonly Uri OlderAddress = new("https://api.together.xyz/");

    private readonly TogetherSyncOptions _options;
    private readonly TogetherKey _key;
    private readonly Func<SyncState, CancellationToken, Task> _save;

    /// <param name="options">What to read.</param>
    /// <param name="key">The key to the service.</param>
    /// <param name="save">Makes a state durable; called only with a state whose events are.</param>
    /// <exception cref="SyncException">The options name an unknown kind, or an address that cannot be used.</exception>
    /// <exception cref="ArgumentException">A default names no field that can have one.</exception>
    public TogetherSync(TogetherSyncOptions options, TogetherKey key, Func<SyncState, CancellationToken, Task> save)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(save);
        foreach (var kind in options.Kinds)
        {
            if (!TogetherKinds.All.Contains(kind, StringComparer.Ordinal))
            {
                throw new SyncException($"no kind is named '{kind}'; allowed: {string.Join(", ", TogetherKinds.All)}");
            }
        }

        // Building a reader checks the defaults as every reader does.
        _ = new JsonLineReader("", new ReadOptions { DefaultTime = EventTime.Min, Defaults = options.Defaults });
        _options = options;
        _key = key;
        _save = save;
        Origin = OriginOf(options.BaseUrl);
    }

    /// <summary>Whose jobs and resources are read: two addresses of one service have the same.</summary>
    public Uri Origin { get; }

    /// <summary>Whose jobs and resources an address shows.</summary>
    /// <exception cref="SyncException">It cannot be used.</exception>
    public static Uri OriginOf(Uri baseUrl)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        var root = TogetherApi.RootOf(baseUrl);
        return root == OlderAddress ? Service : root;
    }

    /// <summary>Reads everything once.</summary>
    /// <param name="target">Takes the events.</param>
    /// <param name="state">What was seen before; changed as the run goes on.</param>
    /// <param name="cancellationToken">Stops between two events, and any request or wait.</param>
    /// <returns>What was read, and what failed. A part that fails does not keep the others from being read.</returns>
    /// <exception cref="SyncException">The state cannot be used.</exception>
    public Task<SyncSummary> RunAsync(ISyncTarget target, SyncState state, CancellationToken cancellationToken) =>
        RunAsync(target, state, _ => { }, cancellationToken);

    /// <summary>Reads everything once, and says of each kind what was done when its events are durable.</summary>
    /// <param name="target">Takes the events.</param>
    /// <param name="state">What was seen before; changed as the run goes on.</param>
    /// <param name="onRead">Takes what was done with a kind, before the next one is read.</param>
    /// <param name="cancellationToken">Stops between two events, and any request or wait.</param>
    /// <returns>What was read, and what failed. A part that fails does not keep the others from being read.</returns>
    /// <exception cref="SyncException">The state cannot be used.</exception>
    public async Task<SyncSummary> RunAsync(
        ISyncTarget target,
        SyncState state,
        Action<SyncPartSummary> onRead,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(onRead);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(state);
        using var api = new TogetherApi(_options, _key);
        CheckOrigin(state);
        var run = new SyncRun(api, _options, target, state, _save);
        var parts = new List<SyncPartSummary>();
        string? stopped = null;
        foreach (var kind in TogetherKinds.All.Where(kind => _options.Kinds.Contains(kind, StringComparer.Ordinal)))
        {
            var tally = new SyncTally(kind, _key.Hide);
            try
            {
                await PartOf(kind).ReadAsync(run, tally, cancellationToken);
            }
            catch (KeyRefusedException exception)
            {
                stopped = _key.Hide(exception.Message);
                tally.Fail(stopped);
            }
            catch (Exception exception) when (exception is SyncException or NotFoundException)
            {
                tally.Fail(exception.Message);
            }

            // What was accepted before a failure is as good as any other event.
            await run.CommitAsync(cancellationToken);
            parts.Add(tally.ToSummary());
            onRead(parts[^1]);
            if (stopped is not null)
            {
                break;
            }
        }

        return new SyncSummary { Parts = parts, Stopped = stopped };
    }

    private static ISyncPart PartOf(string kind) =>
        kind switch
        {
            TogetherKinds.Endpoints => new EndpointsPart(),
            TogetherKinds.Deployments => new DeploymentsPart(),
            TogetherKinds.Containers => new ContainersPart(),
            TogetherKinds.Clusters => new ClustersPart(),
            TogetherKinds.Volumes => new VolumesPart(),
            TogetherKinds.FineTunes => new FineTunesPart(),
            TogetherKinds.Batches => new BatchesPart(),
            _ => throw new SyncException($"no kind is named '{kind}'"),
        };

    /// <summary>With another service's state everything here would look gone.</summary>
    private void CheckOrigin(SyncState state)
    {
        var origin = Origin.AbsoluteUri;
        if (state.Origin.Length == 0)
        {
            state.Origin = origin;
        }
        else if (!string.Equals(state.Origin, origin, StringComparison.Ordinal))
        {
            throw new SyncException(
                $"the sync state belongs to {state.Origin}, not to {origin}; use a state of its own"
            );
        }
    }
}
