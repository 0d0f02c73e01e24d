using Permil.Pricing;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>Says which upstreams a model is asked of, in which order.</summary>
internal sealed class UpstreamSet : IDisposable
{
    private readonly Dictionary<string, Upstream[]> _byName;
    private readonly Dictionary<string, Upstream[]> _byProvider;
    private readonly (string Prefix, Upstream[] Route)[] _rules;
    private readonly Upstream[] _first;
    private readonly PriceCatalog _catalog;
    private uint _turn;

    /// <exception cref="ArgumentException">No upstream, or a rule that names an unknown one.</exception>
    public UpstreamSet(GatewayOptions options, PriceCatalog catalog)
    {
        _catalog = catalog;
        if (options.Upstreams.Count == 0)
        {
            throw new ArgumentException("no upstream is named; allowed: one or more", nameof(options));
        }

        All =
        [
            .. options.Upstreams.Select(upstream => new Upstream(
                upstream,
                catalog.FindBook(upstream.Name)?.Provider ?? upstream.Name,
                options.ConnectTimeout
            )),
        ];
        _byName = Grouped(upstream => upstream.Name);
        _byProvider = Grouped(upstream => upstream.Provider);
        _first = _byName[All[0].Name];
        _rules =
        [
            .. options
                .Routes.OrderByDescending(rule => rule.Prefix.Length)
                .Select(rule => (rule.Prefix, rule.Upstreams.SelectMany(Named).ToArray())),
        ];
    }

    public IReadOnlyList<Upstream> All { get; }

    /// <summary>What a call without a model goes to.</summary>
    public Upstream First => _first[0];

    /// <summary>Each name once, as given.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The first of a name; <see langword="null"/>: there is none.</summary>
    public Upstream? Find(string name) => _byName.TryGetValue(name, out var upstreams) ? upstreams[0] : null;

    /// <summary>Of a name the one with an address; the first of the name where it has moved.</summary>
    public Upstream? Find(string name, string address) =>
        All.FirstOrDefault(upstream =>
            string.Equals(upstream.Name, name, StringComparison.OrdinalIgnoreCase)
            && string.Equals(upstream.Address, address, StringComparison.Ordinal)
        ) ?? Find(name);

    /// <summary>The upstreams of a model, the first to be tried first. Those of one name take turns in being first.</summary>
    public Upstream[] Of(string model)
    {
        foreach (var (prefix, route) in _rules)
        {
            if (model.StartsWith(prefix, StringComparison.Ordinal))
            {
                return route;
            }
        }

        if (_byName.Count == 1)
        {
            return InTurn(_first);
        }

        foreach (var book in _catalog.Books)
        {
            if (
                _byProvider.TryGetValue(book.Provider, out var upstreams)
                && _catalog.FindModel(book.Provider, model, out _)?.Model is not null
            )
            {
                return InTurn(upstreams);
            }
        }

        return InTurn(_first);
    }

    public void Dispose()
    {
        foreach (var upstream in All)
        {
            upstream.Dispose();
        }
    }

    private Upstream[] InTurn(Upstream[] upstreams)
    {
        if (upstreams.Length == 1)
        {
            return upstreams;
        }

        var start = (int)(Interlocked.Increment(ref _turn) % (uint)upstreams.Length);
        return [.. upstreams[start..], .. upstreams[..start]];
    }

    private Upstream[] Named(string name) =>
        _byName.TryGetValue(name, out var upstreams)
            ? upstreams
            : throw new ArgumentException(
                $"no upstream is named '{name}'; there are {string.Join(", ", _byName.Keys)}"
            );

    private Dictionary<string, Upstream[]> Grouped(Func<Upstream, string> key) =>
        All.GroupBy(key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
}
