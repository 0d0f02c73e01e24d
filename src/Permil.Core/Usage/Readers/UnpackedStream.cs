using System.IO.Compression;

namespace Permil.Usage.Readers;

/// <summary>
/// Unpacks gzip, also several members one after another, and fails where the data ends before its end:
/// <see cref="GZipStream"/> takes that for the end.
/// </summary>
/// <remarks>
/// Unpacks in blocks of its own, so that what can be read of broken data is the same for every caller. What a failing
/// block held is lost with it, hence the small blocks.
/// </remarks>
internal sealed class UnpackedStream : ForwardStream
{
    private const int BlockBytes = 4096;

    private readonly PackedStream _packed;
    private readonly GZipStream _gzip;
    private readonly byte[] _block = new byte[BlockBytes];
    private int _start;
    private int _end;

    public UnpackedStream(Stream packed)
    {
        _packed = new PackedStream(packed);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <summary>How many line feeds were read.</summary>
    public long Lines { get; private set; }

    /// <exception cref="InvalidDataException">The data is broken or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_start == _end)
        {
            Unpack();
        }

        var taken = Math.Min(buffer.Length, _end - _start);
        var bytes = _block.AsSpan(_start, taken);
        bytes.CopyTo(buffer);
        Lines += bytes.Count((byte)'\n');
        _start += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Unpack()
    {
        _start = _end = 0;
        try
        {
            _end = _gzip.Read(_block);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"the gzip data is broken: {exception.Message}", exception);
        }

        if (_end == 0 && !IsWhole())
        {
            throw new InvalidDataException("the gzip data ends before its end");
        }
    }

    /// <summary>
    /// Whether the data ended with the end of a member. Then bytes that begin no member are passed over; anywhere else
    /// they are broken, or unpacked, or more is asked for.
    /// </summary>
    private bool IsWhole()
    {
        if (!_packed.IsAtEnd)
        {
            // The unpacking stopped of itself: what follows the last member is no gzip.
            return true;
        }

        _packed.Probe();
        try
        {
            return _gzip.Read(_block) == 0 && !_packed.IsAskedForMore;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The packed bytes, and behind them, when told to, two bytes that begin nothing.</summary>
    private sealed class PackedStream(Stream inner) : ForwardStream
    {
        private static readonly byte[] NoMember = [0xFF, 0xFF];

        private bool _isProbing;
        private bool _isProbed;

        public bool IsAtEnd { get; private set; }

        /// <summary>Whether the bytes behind the end did not suffice.</summary>
        public bool IsAskedForMore { get; private set; }

        public void Probe() => _isProbing = true;

        public override int Read(Span<byte> buffer)
        {
            if (!IsAtEnd)
            {
                var count = inner.Read(buffer);
                IsAtEnd = count == 0;
                return count;
            }

            if (!_isProbing)
            {
                return 0;
            }

            if (_isProbed)
            {
                IsAskedForMore = true;
                return 0;
            }

            _isProbed = true;
            NoMember.CopyTo(buffer);
            return NoMember.Length;
        }
    }
}
