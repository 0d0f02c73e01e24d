using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway;

/// <summary>How the gateway forwards and accounts for calls.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where calls can go; one at least.</summary>
    public required IReadOnlyList<UpstreamOptions> Upstreams { get; init; }

    /// <summary>Which models go where; what no rule takes goes to the provider whose price book knows it, else to the first.</summary>
    public IReadOnlyList<RouteRule> Routes { get; init; } = [];

    /// <summary>When a call's usage counts as recorded.</summary>
    /// <value>The default is <see cref="CallDurability.Group"/>.</value>
    public CallDurability Durability { get; init; } = CallDurability.Group;

    /// <summary>What budgets are charged for a call whose usage never became known.</summary>
    /// <value>The default is <see cref="UnsettledRule.Bound"/>.</value>
    public UnsettledRule Unsettled { get; init; } = UnsettledRule.Bound;

    /// <summary>The largest body of a metered call, in bytes; such bodies are held in memory.</summary>
    /// <value>The default is 100 MiB.</value>
    public long MaxBodyBytes { get; init; } = 100 << 20;

    /// <summary>The largest file that may be uploaded, in bytes; files pass through without being held.</summary>
    /// <value>The default is 5 GiB.</value>
    public long MaxFileBytes { get; init; } = 5L << 30;

    /// <summary>What all bodies held at the same time may take, in bytes; calls beyond it are asked to come again.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxHeldBytes { get; init; } = 1L << 30;

    /// <summary>How long connecting to an upstream may take.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an upstream may be silent, before its first byte too. Every byte starts it anew.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a call may take in all.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a connection that could not be made is tried again.</summary>
    /// <value>The default is 2.</value>
    public int ConnectRetries { get; init; } = 2;
}
