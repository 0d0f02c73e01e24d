using System.Buffers.Text;

namespace Permil.Load;

/// <summary>Writes ASCII lines through one large buffer.</summary>
internal sealed class LineWriter(Stream stream) : IDisposable
{
    private const int MaxLineBytes = 1 << 10;

    private readonly byte[] _buffer = new byte[1 << 20];
    private int _length;

    public void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void WriteNumber(uint number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>With zeros in front.</summary>
    public void WriteNumber(uint number, int digits)
    {
        for (var i = _length + digits - 1; i >= _length; i--)
        {
            (number, var digit) = Math.DivRem(number, 10u);
            _buffer[i] = (byte)('0' + digit);
        }

        _length += digits;
    }

    /// <summary>In lower case, with zeros in front.</summary>
    public void WriteHex(ulong number, int digits)
    {
        for (var i = _length + digits - 1; i >= _length; i--, number >>= 4)
        {
            _buffer[i] = "0123456789abcdef"u8[(int)(number & 15)];
        }

        _length += digits;
    }

    public void EndLine()
    {
        _buffer[_length++] = (byte)'\n';
        if (_length > _buffer.Length - MaxLineBytes)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        stream.Dispose();
    }

    private void Flush()
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
    }
}
