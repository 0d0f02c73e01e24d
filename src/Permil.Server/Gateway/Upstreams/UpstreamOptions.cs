namespace Permil.Server.Gateway.Upstreams;

/// <summary>A service that calls are forwarded to.</summary>
/// <param name="Name">
/// A provider's name or alias of a price book (<c>together</c>, <c>openai</c>, <c>anthropic</c>), or a name of one's own.
/// Several with one name are used in turn.
/// </param>
/// <param name="Address">What <c>/v1</c> stands for, for example <c>https://api.together.xyz/v1</c>.</param>
/// <param name="Secret">The provider's key; <see langword="null"/>: calls go up without one.</param>
public sealed record UpstreamOptions(string Name, Uri Address, string? Secret)
{
    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{Name}={Address}";
}
