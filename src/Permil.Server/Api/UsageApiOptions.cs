using Microsoft.AspNetCore.Http;
using Permil.Storage;

namespace Permil.Server.Api;

/// <summary>What the doors for usage need to know.</summary>
internal sealed record UsageApiOptions
{
    /// <summary>The most bytes of a body, unpacked.</summary>
    /// <value>The default value is 64 MiB.</value>
    public long MaxBodyBytes { get; init; } = 64 << 20;

    /// <summary>The most bytes of one event.</summary>
    /// <value>The default value is 1 MiB.</value>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>For whom the caller may write; <see langword="null"/> as an answer: for anyone.</summary>
    public Func<HttpContext, EventOwner?> OwnerOf { get; init; } = static _ => null;

    /// <summary>Hears that events were taken, once they are durable; the batch is theirs only during the call.</summary>
    public Action<UsageBatch> OnAccepted { get; init; } = static _ => { };

    /// <summary>As for <see cref="Permil.Usage.Readers.ReadOptions.CachedInsideInput"/>, for spans of earlier names.</summary>
    public Func<string?, string, bool?> CachedInsideInput { get; init; } = static (_, _) => null;
}
