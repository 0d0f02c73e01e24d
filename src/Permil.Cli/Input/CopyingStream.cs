using Permil.Usage.Readers;

namespace Permil.Cli.Input;

/// <summary>Writes all that is read through it to a copy.</summary>
internal sealed class CopyingStream(Stream inner, Stream copy) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        copy.Write(buffer[..count]);
        copy.Flush();
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
