using System.Runtime.InteropServices;

namespace Permil.Cli.Commands;

/// <summary>Takes note of Ctrl-C and of being told to end. The second time the system ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Not disposed: a signal may still be on its way, and it holds nothing.</summary>
    private readonly CancellationTokenSource _stop = new();

    private volatile bool _isWanted;

    public Interruption() =>
        _signals = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Note),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note),
        ];

    /// <summary>Cancelled when it is wanted.</summary>
    public CancellationToken Token => _stop.Token;

    /// <exception cref="InterruptedException">It was wanted by now.</exception>
    public void ThrowIfWanted()
    {
        if (_isWanted)
        {
            throw new InterruptedException();
        }
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Note(PosixSignalContext context)
    {
        context.Cancel = !_isWanted;
        _isWanted = true;
        _stop.Cancel();
    }
}
