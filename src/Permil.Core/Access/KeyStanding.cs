using Permil.Json;

namespace Permil.Access;

/// <summary>What a presented secret is good for. The default is the standing of a secret nobody knows.</summary>
public readonly record struct KeyStanding
{
    private readonly ApiKey? _found;

    internal KeyStanding(KeyState state, ApiKey found)
    {
        State = state;
        _found = found;
    }

    public KeyState State { get; }

    /// <summary>The key, if it may be used now; otherwise <see langword="null"/>.</summary>
    public ApiKey? Key => State == KeyState.Good ? _found : null;

    /// <summary>The key it belongs or belonged to, for logs; <see langword="null"/>: none.</summary>
    public string? KeyId => _found?.Id;

    /// <summary>For whoever presented it: what is wrong and what to do. It does not repeat the secret.</summary>
    public string Message =>
        State switch
        {
            KeyState.Good => $"API key {_found!.Id} may be used.",
            KeyState.Expired =>
                $"API key {_found!.Id} expired at {UtcTimeConverter.TextOf(_found.ExpiresAt!.Value)}. Ask for a new one.",
            KeyState.Revoked =>
                $"API key {_found!.Id} was revoked at {UtcTimeConverter.TextOf(_found.RevokedAt!.Value)}. Ask for a new one.",
            KeyState.Replaced =>
                $"API key {_found!.Id} was given a new secret; this one is refused since {UtcTimeConverter.TextOf(_found.PreviousSecretUntil!.Value)}. Use the new one.",
            _ =>
                "This API key is not known. Send one as 'Authorization: Bearer pml_...'; permil keys create makes one.",
        };
}
