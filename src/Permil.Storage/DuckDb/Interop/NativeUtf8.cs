using System.Runtime.InteropServices;
using System.Text;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>Text to and from DuckDB. Nothing is replaced on the way: what cannot be said in UTF-8 is refused.</summary>
internal static class NativeUtf8
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>SQL, a path or a name, with the NUL that ends it.</summary>
    /// <exception cref="ArgumentException">A lone surrogate, or a NUL inside: DuckDB would read to there only.</exception>
    public static byte[] Terminated(string text)
    {
        var nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
        {
            throw new ArgumentException($"The text has a NUL character at index {nul}.", nameof(text));
        }

        var bytes = new byte[Strict.GetMaxByteCount(text.Length) + 1];
        return bytes[..(Encode(text, bytes) + 1)];
    }

    public static int MaxLength(string text) => Strict.GetMaxByteCount(text.Length);

    /// <summary>Writes a text, which may hold NUL characters.</summary>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException">A lone surrogate: half a character, which UTF-8 has no form for.</exception>
    public static int Encode(string text, Span<byte> destination)
    {
        try
        {
            return Strict.GetBytes(text, destination);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException(
                $"The text has a lone surrogate at index {exception.Index}; UTF-8 cannot hold it.",
                nameof(text),
                exception
            );
        }
    }

    /// <summary>Text of a column. DuckDB holds valid UTF-8 only.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8) => Strict.GetString(utf8);

    /// <summary>A text that stays DuckDB's.</summary>
    public static string Read(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>A text that DuckDB gave away: read and freed.</summary>
    public static string Take(nint utf8)
    {
        var text = Read(utf8);
        NativeMethods.Free(utf8);
        return text;
    }
}
