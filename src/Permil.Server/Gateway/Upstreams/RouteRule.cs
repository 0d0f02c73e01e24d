namespace Permil.Server.Gateway.Upstreams;

/// <summary>Where models go whose name begins with a prefix.</summary>
/// <param name="Prefix">The longest that matches decides; ordinal.</param>
/// <param name="Upstreams">Names, in the order in which they are tried.</param>
public sealed record RouteRule(string Prefix, IReadOnlyList<string> Upstreams);
