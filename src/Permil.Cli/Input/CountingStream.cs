namespace Permil.Cli.Input;

/// <summary>Tells how many bytes were read through it.</summary>
/// <param name="inner">What is read.</param>
/// <param name="onRead">Is told how many bytes came.</param>
/// <param name="beforeRead">May refuse to read on by an exception; a read can wait for ever.</param>
internal sealed class CountingStream(Stream inner, Action<long> onRead, Action? beforeRead = null) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        beforeRead?.Invoke();
        var count = inner.Read(buffer);
        beforeRead?.Invoke();
        onRead(count);
        return count;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
