using System.Buffers;

namespace Permil.Usage.Metering;

/// <summary>Takes bytes and keeps none.</summary>
internal sealed class DroppedBytes : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[64 * 1024];

    public void Advance(int count) { }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _bytes.Length)
        {
            _bytes = new byte[sizeHint];
        }

        return _bytes;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
