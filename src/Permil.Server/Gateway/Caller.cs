using Permil.Access;

namespace Permil.Server.Gateway;

/// <summary>Who makes a call, and for what, by its key and the headers the key leaves open.</summary>
/// <param name="Key">The key.</param>
/// <param name="Feature">Of the key, else of the header.</param>
/// <param name="Environment">Of the key, else of the header.</param>
/// <param name="Tags">Of the key and of the headers, with the key's id as <c>key</c>.</param>
internal sealed record Caller(
    ApiKey Key,
    string? Feature,
    string? Environment,
    IReadOnlyDictionary<string, string> Tags
);
