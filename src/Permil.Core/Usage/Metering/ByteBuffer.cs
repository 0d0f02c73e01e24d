namespace Permil.Usage.Metering;

/// <summary>Bytes that grow at their end. Nothing is taken before the first are added; what is taken is used again.</summary>
internal struct ByteBuffer
{
    private const int SmallestBytes = 1024;

    private byte[]? _bytes;

    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var needed = Length + bytes.Length;
        if (_bytes is null || needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, Math.Max(SmallestBytes, Length * 2)));
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
    }

    /// <summary>Drops what is behind the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => Length = Math.Min(Length, length);

    public void Clear() => Length = 0;
}
