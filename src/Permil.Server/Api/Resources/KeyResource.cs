using Permil.Access;
using Permil.Budgets;

namespace Permil.Server.Api.Resources;

/// <summary>A key as it is shown: nothing of its secret but the last characters.</summary>
public sealed record KeyResource
{
    public required string Id { get; init; }

    /// <summary>The secret's last characters.</summary>
    public required string Ending { get; init; }

    /// <summary><c>good</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    public string? Name { get; init; }

    public required string Account { get; init; }

    /// <summary>The tenant it is bound to.</summary>
    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Models it may call, <c>*</c> standing for any characters; none: all.</summary>
    public required IReadOnlyList<string> AllowedModels { get; init; }

    public required Limits Limits { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The first instant the secret it had before is refused.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>The secret, in the answer that makes it and nowhere else.</summary>
    public string? Secret { get; init; }

    public static KeyResource Of(ApiKey key, DateTimeOffset now, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new()
        {
            Id = key.Id,
            Ending = key.Ending,
            State =
                key.RevokedAt <= now ? "revoked"
                : key.ExpiresAt <= now ? "expired"
                : "good",
            Name = key.Name,
            Account = key.Account,
            SubAccount = key.SubAccount,
            Feature = key.Feature,
            Environment = key.Environment,
            Tags = key.Tags,
            AllowedModels = key.AllowedModels,
            Limits = key.Limits,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            PreviousSecretUntil = key.PreviousSecretUntil,
            Secret = secret,
        };
    }
}
