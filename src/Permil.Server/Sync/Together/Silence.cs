namespace Permil.Server.Sync.Together;

/// <summary>
/// Ends an attempt when nothing has come for too long. By the machine's clock, whatever clock the run has: what it
/// measures is the network.
/// </summary>
internal sealed class Silence : IDisposable
{
    private readonly TimeSpan _longest;
    private readonly CancellationTokenSource _source;

    public Silence(TimeSpan longest, CancellationToken cancellationToken)
    {
        _longest = longest;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Something came, or was asked for: the wait begins again.</summary>
    public void Break() => _source.CancelAfter(_longest);

    public void Dispose() => _source.Dispose();
}
