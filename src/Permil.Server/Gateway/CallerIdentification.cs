using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Permil.Access;
using Permil.Usage;

namespace Permil.Server.Gateway;

/// <summary>First stage: whose key it is, and what the call is for.</summary>
internal static class CallerIdentification
{
    private const int MaxValueLength = 128;
    private const int MaxTags = 16;
    private const string Bearer = "Bearer ";

    /// <summary>The secret of a request: OpenAI's clients send it one way, Anthropic's the other.</summary>
    public static string? SecretOf(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (authorization.Count == 1 && authorization[0] is { } text)
        {
            return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim() : null;
        }

        return headers.TryGetValue("x-api-key", out var key) && key.Count == 1 ? key[0] : null;
    }

    /// <returns>Who calls, or why the call is refused.</returns>
    public static (Caller? Caller, GatewayError? Error) Identify(
        IHeaderDictionary headers,
        KeyRing keys,
        DateTimeOffset now
    )
    {
        if (SecretOf(headers) is not { Length: > 0 } secret)
        {
            return (null, GatewayError.NoKey);
        }

        var standing = keys.Find(secret, now);
        if (standing.Key is not { } key)
        {
            return (null, Refused(standing));
        }

        var feature = OneOf(key.Feature, headers, CallerHeaders.Feature, out var error);
        if (error is not null)
        {
            return (null, error);
        }

        var environment = OneOf(key.Environment, headers, CallerHeaders.Environment, out error);
        if (error is not null)
        {
            return (null, error);
        }

        var tags = TagsOf(key, headers, out error);
        return error is null ? (new Caller(key, feature, environment, tags), null) : (null, error);
    }

    private static GatewayError Refused(KeyStanding standing) =>
        new(
            401,
            "invalid_request_error",
            standing.State switch
            {
                KeyState.Expired => "expired_api_key",
                KeyState.Revoked or KeyState.Replaced => "revoked_api_key",
                _ => "invalid_api_key",
            },
            standing.Message
        );

    /// <summary>What the key says; where it says nothing, what the header says.</summary>
    private static string? OneOf(string? ofKey, IHeaderDictionary headers, string header, out GatewayError? error)
    {
        error = null;
        if (!headers.TryGetValue(header, out var values) || values.Count == 0)
        {
            return ofKey;
        }

        var value = Text(values, header, out error);
        if (error is not null || ofKey is null || string.Equals(ofKey, value, StringComparison.Ordinal))
        {
            return value;
        }

        error = new GatewayError(
            403,
            "permission_denied",
            "header_not_allowed",
            $"{header}: found '{value}', allowed with this key: '{ofKey}'",
            header
        );
        return null;
    }

    private static IReadOnlyDictionary<string, string> TagsOf(
        ApiKey key,
        IHeaderDictionary headers,
        out GatewayError? error
    )
    {
        error = null;
        var tags = new Dictionary<string, string>(key.Tags, StringComparer.Ordinal);
        if (headers.TryGetValue(CallerHeaders.User, out var users) && users.Count > 0)
        {
            Add(tags, key, "user", Text(users, CallerHeaders.User, out error), ref error);
        }

        if (error is null && headers.TryGetValue(CallerHeaders.Tags, out var lists))
        {
            AddAll(tags, key, lists, ref error);
        }

        // Last, so that no header can name another key.
        tags[GatewayUsage.KeyTag] = key.Id;
        return tags;
    }

    private static void AddAll(Dictionary<string, string> tags, ApiKey key, StringValues lists, ref GatewayError? error)
    {
        foreach (var list in lists)
        {
            foreach (
                var pair in (list ?? "").Split(
                    ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
            )
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || tags.Count >= key.Tags.Count + MaxTags)
                {
                    error = GatewayError.Invalid(
                        $"{CallerHeaders.Tags}: found '{Shown(pair)}', allowed: up to {MaxTags} of name=value, with commas between",
                        CallerHeaders.Tags
                    );
                    return;
                }

                Add(
                    tags,
                    key,
                    pair[..equals].Trim(),
                    Text(pair[(equals + 1)..].Trim(), CallerHeaders.Tags, out error),
                    ref error
                );
                if (error is not null)
                {
                    return;
                }
            }
        }
    }

    private static void Add(
        Dictionary<string, string> tags,
        ApiKey key,
        string name,
        string? value,
        ref GatewayError? error
    )
    {
        if (error is not null || value is null)
        {
            return;
        }

        if (key.Tags.TryGetValue(name, out var ofKey) && !string.Equals(ofKey, value, StringComparison.Ordinal))
        {
            error = new GatewayError(
                403,
                "permission_denied",
                "header_not_allowed",
                $"tag {name}: found '{value}', allowed with this key: '{ofKey}'"
            );
            return;
        }

        tags[name] = value;
    }

    private static string? Text(StringValues values, string header, out GatewayError? error) =>
        Text(values.ToString().Trim(), header, out error);

    private static string? Text(string value, string header, out GatewayError? error)
    {
        error =
            value.Length is 0 or > MaxValueLength || value.Any(char.IsControl)
                ? GatewayError.Invalid(
                    $"{header}: found '{Shown(value)}', allowed: 1 to {MaxValueLength} characters",
                    header
                )
                : null;
        return error is null ? value : null;
    }

    private static string Shown(string value) => value.Length > 40 ? value[..40] + "..." : value;
}
