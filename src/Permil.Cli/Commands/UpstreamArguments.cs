using System.CommandLine;
using Permil.Cli.Input;
using Permil.Server.Gateway.Upstreams;

namespace Permil.Cli.Commands;

/// <summary>Options that say where calls go and by which keys.</summary>
internal sealed class UpstreamArguments
{
    private const string Together = "https://api.together.xyz/v1";

    public Option<string[]> Upstream { get; } =
        new("--upstream")
        {
            Description =
                $"A provider and what /v1 stands for there (repeatable; the first takes what no other does; the same name again: used in turn). Without it together={Together}",
            HelpName = "NAME=URL",
        };

    public Option<string[]> Key { get; } =
        new("--upstream-key")
        {
            Description =
                "Where a provider's key is: a variable of the environment or a file (repeatable). Without it NAME_API_KEY, if it is set",
            HelpName = "NAME=VARIABLE|file:PATH",
        };

    public Option<string[]> Route { get; } =
        new("--route")
        {
            Description =
                "Where models go whose name begins so, in order (repeatable; the longest beginning decides). Without it a model goes to the provider whose price book knows it",
            HelpName = "PREFIX=NAME[,NAME...]",
        };

    /// <exception cref="UsageException">An option is wrong, or a key that is named is not there.</exception>
    public IReadOnlyList<UpstreamOptions> UpstreamsOf(ParseResult result)
    {
        var named = result.GetValue(Upstream) is { Length: > 0 } given ? given : [$"together={Together}"];
        var upstreams = named.Select(text => Pair(Upstream.Name, text)).ToList();
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, place) in (result.GetValue(Key) ?? []).Select(text => Pair(Key.Name, text)))
        {
            if (!upstreams.Exists(upstream => string.Equals(upstream.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new UsageException(
                    $"{Key.Name}: found '{name}', allowed: {string.Join(", ", upstreams.Select(upstream => upstream.Name))}"
                );
            }

            keys[name] = place;
        }

        return
        [
            .. upstreams.Select(upstream => new UpstreamOptions(
                upstream.Name,
                AddressOf(upstream.Value),
                SecretOf(upstream.Name, keys.GetValueOrDefault(upstream.Name))
            )),
        ];
    }

    /// <exception cref="UsageException">A route leads to no upstream.</exception>
    public IReadOnlyList<RouteRule> RoutesOf(ParseResult result, IReadOnlyList<UpstreamOptions> upstreams) =>
        [
            .. (result.GetValue(Route) ?? []).Select(text =>
            {
                var (prefix, list) = Pair(Route.Name, text);
                var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                foreach (var name in names)
                {
                    if (!upstreams.Any(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)))
                    {
                        throw new UsageException(
                            $"{Route.Name}: found '{name}', allowed: {string.Join(", ", upstreams.Select(known => known.Name).Distinct(StringComparer.OrdinalIgnoreCase))}"
                        );
                    }
                }

                return new RouteRule(prefix, names);
            }),
        ];

    /// <summary>Where calls go, a line each; an upstream without a key is not forgotten in silence.</summary>
    public static IEnumerable<string> Describe(IEnumerable<UpstreamOptions> upstreams) =>
        upstreams.Select(upstream =>
            $"upstream {upstream.Name}: {upstream.Address}"
            + (
                upstream.Secret is null
                    ? $", without a key: neither {VariableOf(upstream.Name)} nor --upstream-key is set"
                    : ""
            )
        );

    private static (string Name, string Value) Pair(string option, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals + 1 < text.Length
            ? (text[..equals], text[(equals + 1)..])
            : throw new UsageException($"{option}: found '{text}', allowed: name=value");
    }

    private Uri AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException(
                $"{Upstream.Name}: found '{text}', allowed: an address that begins with http:// or https://"
            );

    private string? SecretOf(string name, string? place)
    {
        if (place is null)
        {
            return Environment.GetEnvironmentVariable(VariableOf(name)) is { Length: > 0 } secret
                ? secret.Trim()
                : null;
        }

        return SecretPlace.Read(Key.Name, place);
    }

    private static string VariableOf(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'))
        + "_API_KEY";
}
