using System.Security.Cryptography;

namespace Permil.Usage.Readers;

/// <summary>Where a record stands and what to assume where it is silent.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The record's line, from 1.</param>
/// <param name="Index">The record's place within the line or document, from 0.</param>
/// <param name="Options">The caller's wishes.</param>
public sealed record RecordContext(string File, long Line, int Index, ReadOptions Options)
{
    /// <summary>The record's bytes, as far as a name may have to be derived from them.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>
    /// A name for a record that has none: the same file read again gives the same name, and another file of the same
    /// name with other content another one.
    /// </summary>
    public string DerivedId =>
        Content.IsEmpty ? $"{FileName}:{Line}:{Index}" : $"{FileName}:{Line}:{Index}:{ContentHash()}";

    /// <summary>Unpacked or not, it is the same file.</summary>
    private string FileName =>
        Path.GetFileName(File) is var name && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? name[..^3]
            : name;

    private string ContentHash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Content.Span, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}
