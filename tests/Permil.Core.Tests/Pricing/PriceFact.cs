using System.Globalization;
using System.Text.Json;
using Permil.Usage;

namespace Permil.Pricing;

/// <summary>One row of a file of price facts, as what a book should hold for it.</summary>
internal sealed class PriceFact
{
    private readonly JsonElement _row;

    public PriceFact(JsonElement row)
    {
        _row = row;
        Provider = TextOf("provider")!;
        Sku = TextOf("sku")!;
        Meter = TextOf("meter") switch
        {
            "dedicated_replica_minutes" => "dedicated_endpoint_hours",
            "storage_tib_hours" => "storage_hours",
            var other => other!,
        };
        Amount = TextOf("price") is { } price ? decimal.Parse(price, CultureInfo.InvariantCulture) : null;
        (Amount, Per) = TextOf("unit") switch
        {
            "minute" when Meter is "audio_seconds" => (Amount, 60m),
            "minute" => (Amount * 60, 1m),
            _ => (Amount, decimal.Parse(TextOf("per")!, CultureInfo.InvariantCulture)),
        };
        Mode = Dimension("mode") switch
        {
            "batch" => Mode.Batch,
            "dedicated" => Mode.Dedicated,
            "gpu_cluster" => Mode.Cluster,
            _ => Mode.Serverless,
        };
        OverInputTokens = Dimension("input_tokens_over") is { } over
            ? long.Parse(over, CultureInfo.InvariantCulture)
            : null;
        Seen = PeriodSeen();
        Where = ReadWhere();
    }

    public string Provider { get; }

    public string Sku { get; }

    public string Meter { get; }

    public Mode Mode { get; }

    /// <summary><see langword="null"/>: no public price.</summary>
    public decimal? Amount { get; }

    /// <summary>How many of the meter's units the amount is for.</summary>
    public decimal Per { get; }

    public long? OverInputTokens { get; }

    /// <summary>A time at which the price was in force: the day, month or year it was seen.</summary>
    public PricePeriod Seen { get; }

    public IReadOnlyDictionary<string, string> Where { get; }

    public override string ToString() =>
        $"{Sku} {Meter} {Mode} {Amount?.ToString(CultureInfo.InvariantCulture) ?? "not public"} ({TextOf("as_of")}, {TextOf("source")})";

    public string? Dimension(string name) =>
        _row.GetProperty("dimensions").TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>Whether a price is for what the fact is about, apart from meter, time and amount.</summary>
    public bool IsAbout(SkuPrice price) =>
        price.Scope switch
        {
            PriceScope.Model => IsModel(price.Model!),
            PriceScope.SizeClass => IsClass(price.SizeClass!),
            _ => IsSoldWithoutModel,
        };

    private bool IsSoldWithoutModel =>
        Sku.Contains(':', StringComparison.Ordinal) || string.Equals(Meter, "web_searches", StringComparison.Ordinal);

    private bool IsModel(PricedModel model)
    {
        var id = Sku.StartsWith("fine-tuning:", StringComparison.Ordinal) ? Dimension("model") : Sku;
        id = Where.ContainsKey("variant") ? "Llama 3 70B" : id;
        return id is not null && model.Aliases.Prepend(model.Id).Contains(id, StringComparer.Ordinal);
    }

    /// <summary>Size classes are written <c>up to 4B</c> or <c>4.1B-8B</c>: the last figure is the bound.</summary>
    private bool IsClass(SizeClass sizeClass)
    {
        var parts = Sku.Split(':');
        if (parts.Length < 2 || !CountText.TryParse(parts[^1].Split(' ', '-')[^1], out var upTo))
        {
            return false;
        }

        var kind = parts[0] switch
        {
            "size-class" => parts[1],
            var other => other,
        };
        return sizeClass.UpToParameters == upTo && sizeClass.Name.StartsWith(kind, StringComparison.Ordinal);
    }

    private PricePeriod PeriodSeen()
    {
        if (TextOf("effective_from") is { } from)
        {
            return new PricePeriod(Day(from), Day(from).AddDays(1));
        }

        if (TextOf("effective_to") is { } until)
        {
            return new PricePeriod(Day(until).AddDays(-1), Day(until));
        }

        var seen = TextOf("as_of")!;
        return seen.Length switch
        {
            4 => new PricePeriod(Day(seen + "-01-01"), Day(seen + "-01-01").AddYears(1)),
            7 => new PricePeriod(Day(seen + "-01"), Day(seen + "-01").AddMonths(1)),
            _ => new PricePeriod(Day(seen), Day(seen).AddDays(1)),
        };
    }

    private Dictionary<string, string> ReadWhere()
    {
        var where = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (dimension, name) in Names)
        {
            if (Dimension(dimension) is { } value)
            {
                where[name] = value.ToLowerInvariant();
            }
        }

        if (where.Remove("tier", out var term))
        {
            where["term"] = term switch
            {
                "reserved-long(low end)" => "181d+",
                _ => term.Replace("reserved-", "", StringComparison.Ordinal),
            };
        }

        if (Mode is Mode.Dedicated or Mode.Cluster && !Meter.StartsWith("storage", StringComparison.Ordinal))
        {
            var gpu = Dimension("gpu") ?? Sku.Split(':')[1];
            where["gpu"] = gpu.Contains("a100", StringComparison.Ordinal)
                ? "a100"
                : gpu.Replace("HGX ", "", StringComparison.Ordinal)
                    .Split(gpu.Contains("top-of", StringComparison.Ordinal) ? ' ' : '-', ' ')[0]
                    .ToLowerInvariant();
        }

        // The general price of the model is for 1K and 2K.
        if (where.GetValueOrDefault("resolution") is "1k/1080p or 2k")
        {
            where.Remove("resolution");
        }

        if (string.Equals(Dimension("mode"), "priority", StringComparison.Ordinal))
        {
            where["service_tier"] = "priority";
        }

        return where;
    }

    private static readonly (string Dimension, string Name)[] Names =
    [
        ("resolution", "resolution"),
        ("seconds", "seconds"),
        ("variant", "variant"),
        ("tier", "tier"),
        ("training_type", "method"),
        ("training_method", "objective"),
        ("search_context_size", "search_context_size"),
    ];

    private string? TextOf(string name) =>
        _row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static DateTimeOffset Day(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
