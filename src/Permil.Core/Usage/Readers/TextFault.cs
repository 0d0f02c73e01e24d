using System.Buffers;
using System.Text;

namespace Permil.Usage.Readers;

/// <summary>Finds where bytes stop being UTF-8.</summary>
internal static class TextFault
{
    /// <returns>The offset from 0 of the first byte that is no UTF-8; the length when all are.</returns>
    public static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (offset < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[offset..], out _, out var consumed) != OperationStatus.Done)
            {
                return offset;
            }

            offset += consumed;
        }

        return text.Length;
    }
}
