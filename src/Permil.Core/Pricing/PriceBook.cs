using Permil.Usage;

namespace Permil.Pricing;

/// <summary>What one provider sells and for how much, each price with its dates and source.</summary>
public sealed class PriceBook
{
    internal PriceBook(string file, string provider, string currency)
    {
        File = file;
        Provider = provider;
        Currency = currency;
    }

    /// <summary>The file it was read from, as the caller named it.</summary>
    public string File { get; }

    /// <summary>The provider's short name, lower case, for example <c>together</c>.</summary>
    public string Provider { get; }

    /// <summary>ISO 4217, upper case.</summary>
    public string Currency { get; }

    /// <summary>For people, for example <c>Together AI</c>.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Other names logs use for the provider.</summary>
    public IReadOnlyList<string> ProviderAliases { get; internal set; } = [];

    /// <summary>What logs put before a model id, for example <c>together_ai/</c>.</summary>
    public IReadOnlyList<string> ModelPrefixes { get; internal set; } = [];

    /// <summary>What logs put after a model id; <c>#</c> is one digit, as in <c>-####-##-##</c>.</summary>
    public IReadOnlyList<string> ModelSuffixes { get; internal set; } = [];

    /// <summary>Whether the provider's input count includes cached tokens; <see langword="null"/> when the book does not say.</summary>
    public bool? CachedInsideInput { get; internal set; }

    /// <summary>
    /// A meter without a price of its own is billed as the next in its list that has one
    /// (cached input as input where there is no cached price).
    /// </summary>
    public IReadOnlyDictionary<Meter, IReadOnlyList<Meter>> BilledAs { get; internal set; } =
        new Dictionary<Meter, IReadOnlyList<Meter>>();

    /// <summary>A mode without a price of its own is billed as another (batch at the serverless rate).</summary>
    public IReadOnlyDictionary<Mode, ModeFallback> ModeFallbacks { get; internal set; } =
        new Dictionary<Mode, ModeFallback>();

    /// <summary>Meters the book defines beside the built-in ones, by name.</summary>
    public IReadOnlyDictionary<string, Meter> OwnMeters { get; internal set; } =
        new Dictionary<string, Meter>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, PriceSource> Sources { get; internal set; } =
        new Dictionary<string, PriceSource>(StringComparer.Ordinal);

    public IReadOnlyList<PricedModel> Models { get; internal set; } = [];

    public IReadOnlyList<SizeClass> SizeClasses { get; internal set; } = [];

    /// <summary>Every price, in the order of the file.</summary>
    public IReadOnlyList<SkuPrice> Prices { get; internal set; } = [];

    public override string ToString() => $"{Provider} ({File})";
}
