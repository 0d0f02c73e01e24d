using Permil.Usage;
using Permil.Yaml;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>One row of the table of billed products: which names it knows and what it says of them.</summary>
internal sealed record ProductRule
{
    private static readonly string[] Keys = ["provider", "name", "words", "meter", "times", "per", "mode", "set", "of"];

    /// <summary><see langword="null"/>: of every provider.</summary>
    public string? Provider { get; private init; }

    /// <summary>The whole name; <see langword="null"/>: <see cref="Words"/> count.</summary>
    public string? Name { get; private init; }

    /// <summary>All must be part of the name, in any order and case.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public Meter? Meter { get; private init; }

    /// <summary>Multiplies the bill's quantity: 60 where it counts minutes and the meter seconds.</summary>
    public decimal Times { get; private init; } = 1;

    /// <summary>Divides the bill's quantity: 60 where it counts minutes and the meter hours.</summary>
    public decimal Per { get; private init; } = 1;

    public Mode? Mode { get; private init; }

    public IReadOnlyDictionary<string, string> Attributes { get; private init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The attributes are for this meter only; <see langword="null"/>: for all.</summary>
    public Meter? Of { get; private init; }

    public bool Fits(string? provider, string product) =>
        (Provider is null || string.Equals(Provider, provider, StringComparison.OrdinalIgnoreCase))
        && (Name is null || string.Equals(Name, product, StringComparison.OrdinalIgnoreCase))
        && Words.All(word => product.Contains(word, StringComparison.OrdinalIgnoreCase));

    public bool IsFor(Meter meter) => Of is null || Of == meter;

    public static ProductRule Read(YamlEntry row)
    {
        row.AllowOnly(Keys);
        var rule = new ProductRule
        {
            Provider = row.Optional("provider")?.Text(),
            Name = row.Optional("name")?.Text(),
            Words = row.Optional("words")?.TextOrTexts() ?? [],
            Meter = MeterOf(row.Optional("meter")),
            Times = row.Optional("times")?.Count() ?? 1,
            Per = row.Optional("per")?.Count() ?? 1,
            Mode = ModeOf(row.Optional("mode")),
            Attributes =
                row.Optional("set")
                    ?.Pairs()
                    .ToDictionary(pair => pair.Key, pair => pair.Value.Text(), StringComparer.Ordinal)
                ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Of = MeterOf(row.Optional("of")),
        };
        return rule switch
        {
            { Name: null, Words.Count: 0 } => throw row.Wrong("neither", "name or words"),
            { Meter: null, Mode: null, Attributes.Count: 0 } => throw row.Wrong("none", "meter, mode or set"),
            _ => rule,
        };
    }

    private static Meter? MeterOf(YamlEntry? entry) =>
        entry is null ? null
        : Meters.TryFind(entry.Text(), out var meter) ? meter
        : throw entry.Wrong(entry.Text(), string.Join(", ", Meters.All));

    private static Mode? ModeOf(YamlEntry? entry) =>
        entry is null ? null
        : ModeName.TryParse(entry.Text(), out var mode) ? mode
        : throw entry.Wrong(entry.Text(), string.Join(", ", ModeName.All));
}
