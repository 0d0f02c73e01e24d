namespace Permil.Usage.Readers;

/// <summary>A good line, one very long line that is made up while it is read, and a good line.</summary>
internal sealed class LongLineStream(string first, long longBytes, string last) : Stream
{
    private readonly byte[] _first = System.Text.Encoding.UTF8.GetBytes(first + "\n");
    private readonly byte[] _last = System.Text.Encoding.UTF8.GetBytes("\n" + last + "\n");
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var target = buffer.AsSpan(offset, count);
        var total = _first.Length + longBytes + _last.Length;
        var taken = (int)Math.Min(target.Length, total - _position);
        for (var index = 0; index < taken; index++, _position++)
        {
            target[index] =
                _position < _first.Length ? _first[_position]
                : _position < _first.Length + longBytes ? (byte)'x'
                : _last[_position - _first.Length - longBytes];
        }

        return taken;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
