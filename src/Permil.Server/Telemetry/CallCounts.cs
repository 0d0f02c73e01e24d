namespace Permil.Server.Telemetry;

/// <summary>What calls have added up to. Tokens as in <see cref="CallTokens"/>.</summary>
internal struct CallCounts
{
    public long Input;
    public long Output;
    public long CachedInput;
    public long CacheWrite;
    public long Reasoning;

    /// <summary>Settled calls without a price.</summary>
    public long Unpriced;

    /// <summary>At list prices.</summary>
    public ExactSum Cost;
}
