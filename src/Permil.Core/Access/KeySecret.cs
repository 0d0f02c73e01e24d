using System.Security.Cryptography;
using System.Text;

namespace Permil.Access;

/// <summary>The secret of a key, as its owner has it: shown once, kept only as a hash.</summary>
public static class KeySecret
{
    /// <summary>What the secret of a key begins with, so that people and scanners know it for one.</summary>
    public const string KeyPrefix = "pml_";

    /// <summary>What the admin token begins with.</summary>
    public const string AdminPrefix = "pma_";

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>Longer texts are no secrets of ours, and not worth hashing.</summary>
    public const int MaxLength = 256;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>43 digits to base 62 are 256 random bits.</summary>
    private const int Length = 43;

    private const int EndingLength = 4;

    /// <summary>A new secret.</summary>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Digits, Length);

    /// <summary>Its last characters: enough to tell keys apart, too few to guess the rest.</summary>
    public static string EndingOf(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret[^EndingLength..];
    }

    /// <summary>SHA-256 as lower case hexadecimal digits. The secret is random, so the hash needs no salt.</summary>
    public static string HashOf(ReadOnlySpan<char> secret)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        return TryHash(secret, hash)
            ? Convert.ToHexStringLower(hash)
            : throw new ArgumentException(
                $"found {secret.Length} characters, allowed: at most {MaxLength}",
                nameof(secret)
            );
    }

    /// <summary>Whether a text is the secret of a hash, in a time that does not depend on how much of it is right.</summary>
    /// <param name="secret">What was presented.</param>
    /// <param name="hash">Hexadecimal; <see langword="null"/> fits no secret.</param>
    public static bool Matches(ReadOnlySpan<char> secret, string? hash)
    {
        Span<byte> presented = stackalloc byte[HashBytes];
        Span<byte> kept = stackalloc byte[HashBytes];
        return hash is not null
            && TryHash(secret, presented)
            && Convert.FromHexString(hash, kept, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == HashBytes
            && CryptographicOperations.FixedTimeEquals(presented, kept);
    }

    /// <param name="secret">What was presented.</param>
    /// <param name="hash">Of <see cref="HashBytes"/>.</param>
    internal static bool TryHash(ReadOnlySpan<char> secret, Span<byte> hash)
    {
        if (secret.Length > MaxLength)
        {
            return false;
        }

        const int MostBytesOfACharacter = 3;
        Span<byte> text = stackalloc byte[MaxLength * MostBytesOfACharacter];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(secret, text)], hash);
        return true;
    }
}
