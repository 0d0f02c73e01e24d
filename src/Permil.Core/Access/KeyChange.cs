using Permil.Json;

namespace Permil.Access;

/// <summary>What can happen to a key after it was made.</summary>
public static class KeyChange
{
    /// <summary>Gives a key another secret. Whatever else it is, and its id, stay.</summary>
    /// <param name="book">The book.</param>
    /// <param name="id">The key.</param>
    /// <param name="grace">How long the secret it had is good for yet; an even older one is refused at once.</param>
    /// <param name="now">The instant of the change.</param>
    /// <exception cref="ChangeRefusedException">It is not there, or refused for good.</exception>
    public static (AccountBook Book, ApiKey Key, string Secret) Rotate(
        AccountBook book,
        string id,
        TimeSpan grace,
        DateTimeOffset now
    )
    {
        if (grace < TimeSpan.Zero)
        {
            throw WishCheck.Invalid("grace", $"found {grace}, allowed: 0 or more");
        }

        var old = Find(book, id);
        if (old.RevokedAt is { } revoked)
        {
            throw Over(id, $"was revoked at {UtcTimeConverter.TextOf(revoked)}");
        }

        if (old.ExpiresAt is { } end && end <= now)
        {
            throw Over(id, $"expired at {UtcTimeConverter.TextOf(end)}");
        }

        var secret = KeySecret.New(KeySecret.KeyPrefix);
        var key = old with
        {
            SecretHash = KeySecret.HashOf(secret),
            Ending = KeySecret.EndingOf(secret),
            PreviousSecretHash = old.SecretHash,
            PreviousSecretUntil = now + grace,
        };
        return (Replaced(book, key), key, secret);
    }

    /// <summary>Refuses a key for good. One that is refused already stays as it is.</summary>
    /// <exception cref="ChangeRefusedException">It is not there.</exception>
    public static (AccountBook Book, ApiKey Key) Revoke(AccountBook book, string id, DateTimeOffset now)
    {
        var old = Find(book, id);
        var key = old.RevokedAt is null ? old with { RevokedAt = now } : old;
        return (Replaced(book, key), key);
    }

    private static AccountBook Replaced(AccountBook book, ApiKey key) =>
        book with
        {
            Keys = [.. book.Keys.Select(known => known.Id == key.Id ? key : known)],
        };

    private static ApiKey Find(AccountBook book, string id)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Keys.FirstOrDefault(key => key.Id == id)
            ?? throw new ChangeRefusedException(
                ChangeProblem.NotFound,
                "id",
                $"found '{id}', which is no key; 'permil keys list' shows them"
            );
    }

    private static ChangeRefusedException Over(string id, string why) =>
        new(ChangeProblem.Conflict, "id", $"key {id} {why}; 'permil keys create' makes another");
}
