using Permil.Budgets;

namespace Permil.Access;

/// <summary>A key by which an application calls the gateway. Only a hash of its secret is kept.</summary>
public sealed record ApiKey
{
    /// <summary>Names the key in reports and commands, for example <c>key_4f7d0c</c>; no secret.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the secret, hexadecimal.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The secret's last characters, to tell keys apart.</summary>
    public required string Ending { get; init; }

    /// <summary>SHA-256 of the secret before this one; <see langword="null"/>: it had no other.</summary>
    public string? PreviousSecretHash { get; init; }

    /// <summary>The first instant the secret before this one is refused; there exactly when its hash is.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public string? Name { get; init; }

    /// <summary>The billing account its usage belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>The tenant its usage belongs to; such a key sees only its tenant. A request cannot change it.</summary>
    public string? SubAccount { get; init; }

    /// <summary>The feature its usage belongs to; <see langword="null"/>: the request's header says.</summary>
    public string? Feature { get; init; }

    /// <summary>The environment its usage belongs to; <see langword="null"/>: the request's header says.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags on everything it is used for; a request cannot change them, only add others.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Models it may call, <c>*</c> standing for any characters; empty: all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    public Limits Limits { get; init; } = Limits.None;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The first instant it is refused; <see langword="null"/>: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is refused for good; <see langword="null"/>: it is not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
