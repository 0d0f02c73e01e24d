namespace Permil.Load;

/// <summary>One made-up call of a model. Numbers name a place in the lists of <see cref="Names"/>.</summary>
internal struct Call
{
    /// <summary>From 0; part of the id, so that no two calls share one.</summary>
    public int Index;

    public ulong Id;

    public ulong RequestId;

    /// <summary>Since the beginning of 2026, UTC.</summary>
    public long Milliseconds;

    public int Model;

    /// <summary>From 0 to 998; small numbers are much more frequent.</summary>
    public uint Tenant;

    public int Feature;

    public int Environment;

    public int Mode;

    /// <summary>With the cached ones.</summary>
    public uint PromptTokens;

    public uint CachedTokens;

    public uint CompletionTokens;
}
