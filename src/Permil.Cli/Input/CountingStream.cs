using Permil.Usage.Readers;

namespace Permil.Cli.Input;

/// <summary>Tells how many bytes were read through it.</summary>
/// <param name="inner">What is read.</param>
/// <param name="onRead">Is told how many bytes came.</param>
/// <param name="beforeRead">May refuse to read on by an exception; a read can wait for ever.</param>
internal sealed class CountingStream(Stream inner, Action<long> onRead, Action? beforeRead = null) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        beforeRead?.Invoke();
        var count = inner.Read(buffer);
        beforeRead?.Invoke();
        onRead(count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
