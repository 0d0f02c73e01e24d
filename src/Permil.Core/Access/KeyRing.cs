using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Permil.Access;

/// <summary>The keys of an account book, found by their secrets. It never changes; a changed book has another ring.</summary>
public sealed class KeyRing
{
    public static readonly KeyRing Empty = new([]);

    /// <summary>By the first 8 bytes of the hash: they tell all but contrived secrets apart, and are no secret themselves.</summary>
    private readonly FrozenDictionary<ulong, Entry[]> _entries;

    private readonly FrozenDictionary<string, ApiKey> _byId;

    private KeyRing(IReadOnlyList<ApiKey> keys)
    {
        _byId = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _entries = keys.SelectMany(Entry.Of)
            .GroupBy(entry => IndexOf(entry.Hash))
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <param name="book">A book whose hashes are hexadecimal, as those read from a file are.</param>
    public static KeyRing Of(AccountBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return new KeyRing(book.Keys);
    }

    /// <summary>Says what a presented secret is good for. Allocates nothing.</summary>
    /// <param name="secret">As it was presented, without <c>Bearer</c>.</param>
    /// <param name="now">The instant it is to be used.</param>
    public KeyStanding Find(ReadOnlySpan<char> secret, DateTimeOffset now)
    {
        Span<byte> hash = stackalloc byte[KeySecret.HashBytes];
        if (!KeySecret.TryHash(secret, hash) || !_entries.TryGetValue(IndexOf(hash), out var entries))
        {
            return default;
        }

        foreach (var entry in entries)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Hash, hash))
            {
                return new KeyStanding(StateOf(entry, now), entry.Key);
            }
        }

        return default;
    }

    /// <summary>The key of an id, whatever its state.</summary>
    public ApiKey? KeyOf(string id) => _byId.GetValueOrDefault(id);

    private static KeyState StateOf(Entry entry, DateTimeOffset now)
    {
        var key = entry.Key;
        return key.RevokedAt <= now ? KeyState.Revoked
            : key.ExpiresAt <= now ? KeyState.Expired
            : entry.IsPrevious && !(now < key.PreviousSecretUntil) ? KeyState.Replaced
            : KeyState.Good;
    }

    private static ulong IndexOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);

    private sealed record Entry(byte[] Hash, ApiKey Key, bool IsPrevious)
    {
        public static IEnumerable<Entry> Of(ApiKey key)
        {
            yield return new Entry(Convert.FromHexString(key.SecretHash), key, IsPrevious: false);
            if (key is { PreviousSecretHash: { } previous, PreviousSecretUntil: not null })
            {
                yield return new Entry(Convert.FromHexString(previous), key, IsPrevious: true);
            }
        }
    }
}
