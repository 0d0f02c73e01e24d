using Permil.Pricing;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Planning;

/// <summary>Reads a scenario: many workloads in one file, each with its tenant, feature and environment.</summary>
public static class ScenarioYaml
{
    private static readonly string[] AttributeKeys =
    [
        Usage.Attribute.Steps,
        Usage.Attribute.Resolution,
        Usage.Attribute.Quality,
        Usage.Attribute.Seconds,
        Usage.Attribute.Gpu,
        Usage.Attribute.Term,
        Usage.Attribute.Method,
        Usage.Attribute.Objective,
        Usage.Attribute.Variant,
        Usage.Attribute.Parameters,
        Usage.Attribute.Architecture,
        Usage.Attribute.Direction,
    ];

    /// <param name="text">YAML.</param>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="YamlFormatException">The file, the line, what was found and what is allowed.</exception>
    public static IReadOnlyList<Workload> Read(TextReader text, string file)
    {
        var root = YamlEntry.Load(text, file, "a scenario");
        root.AllowOnly("name", "workloads");
        return [.. root.Required("workloads").Items().Select(ReadWorkload)];
    }

    private static Workload ReadWorkload(YamlEntry entry)
    {
        entry.AllowOnly([
            "name",
            "provider",
            "model",
            "mode",
            "requests",
            "input-tokens",
            "cached-tokens",
            "output-tokens",
            "quantities",
            "width",
            "height",
            "gpus",
            "replicas",
            "epochs",
            "validation-tokens",
            "evaluations",
            "service-tier",
            "tenant",
            "feature",
            "environment",
            .. AttributeKeys,
        ]);
        var size = SizeOf(entry);
        return new Workload
        {
            Name = entry.Optional("name")?.Text(),
            Provider = entry.Optional("provider")?.Text(),
            Model = entry.Optional("model")?.Text() ?? "",
            Mode = ModeOf(entry.Optional("mode")) ?? size.ImpliedMode ?? Mode.Serverless,
            RequestsPerMonth = entry.Optional("requests")?.CountOrZero() ?? 1,
            PerRequest = MeasurementsOf(size, entry),
            Attributes = size.Attributes,
            SubAccount = entry.Optional("tenant")?.Text(),
            Feature = entry.Optional("feature")?.Text(),
            Environment = entry.Optional("environment")?.Text(),
        };
    }

    private static WorkloadSize SizeOf(YamlEntry entry)
    {
        var size = new WorkloadSize
        {
            InputTokens = entry.Optional("input-tokens")?.CountOrZero(),
            CachedTokens = entry.Optional("cached-tokens")?.CountOrZero(),
            OutputTokens = entry.Optional("output-tokens")?.CountOrZero(),
            Width = entry.Optional("width")?.Count(),
            Height = entry.Optional("height")?.Count(),
            Gpus = entry.Optional("gpus")?.Count() ?? 1,
            Replicas = entry.Optional("replicas")?.Count() ?? 1,
            Epochs = entry.Optional("epochs")?.Count() ?? 1,
            ValidationTokens = entry.Optional("validation-tokens")?.CountOrZero() ?? 0,
            Evaluations = entry.Optional("evaluations")?.CountOrZero() ?? 0,
        };
        foreach (var (name, quantity) in entry.Optional("quantities")?.Pairs() ?? [])
        {
            size.Quantities.Add(
                new(
                    Meters.TryFind(name, out var meter)
                        ? meter
                        : throw quantity.Wrong(name, string.Join(", ", Meters.All.Select(known => known.Name))),
                    quantity.CountOrZero()
                )
            );
        }

        foreach (var key in AttributeKeys)
        {
            if (entry.Optional(key) is { } value)
            {
                size.SetAttribute(key, value.Text());
            }
        }

        if (entry.Optional("service-tier") is { } tier)
        {
            size.SetAttribute(Usage.Attribute.ServiceTier, tier.Text());
        }

        return size;
    }

    private static IReadOnlyList<Measurement> MeasurementsOf(WorkloadSize size, YamlEntry entry)
    {
        try
        {
            var measurements = size.ToMeasurements();
            return measurements.Count > 0
                ? measurements
                : throw entry.Wrong("nothing used", "input-tokens, output-tokens or quantities");
        }
        catch (UsageFormatException exception)
        {
            throw entry.Wrong(exception.Message, "numbers that fit together");
        }
    }

    private static Mode? ModeOf(YamlEntry? entry) => entry is null ? null : PriceRowReader.ModeOf(entry);
}
