using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Planning;

/// <summary>What one request of a workload is made of, as people say it; turned into quantities of meters.</summary>
public sealed class WorkloadSize
{
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    /// <summary>All input tokens, cached ones included.</summary>
    public decimal? InputTokens { get; set; }

    /// <summary>The part of <see cref="InputTokens"/> that the provider's cache answers.</summary>
    public decimal? CachedTokens { get; set; }

    public decimal? OutputTokens { get; set; }

    /// <summary>Any other meter, by name.</summary>
    public IList<KeyValuePair<Meter, decimal>> Quantities { get; } = [];

    /// <summary>Pixels of an image.</summary>
    public decimal? Width { get; set; }

    /// <summary>Pixels of an image.</summary>
    public decimal? Height { get; set; }

    /// <summary>GPUs of a replica, or of a cluster.</summary>
    public decimal Gpus { get; set; } = 1;

    /// <summary>Ready replicas of a dedicated endpoint.</summary>
    public decimal Replicas { get; set; } = 1;

    /// <summary>Passes over the training tokens.</summary>
    public decimal Epochs { get; set; } = 1;

    /// <summary>Tokens of the validation file of a fine-tuning job.</summary>
    public decimal ValidationTokens { get; set; }

    /// <summary>Passes over the validation tokens.</summary>
    public decimal Evaluations { get; set; }

    /// <summary>Event attributes, by the names in <see cref="Usage.Attribute"/>.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>The mode that the meters imply; <see langword="null"/> when they leave it open.</summary>
    public Mode? ImpliedMode => Quantities.Select(pair => ModeOf(pair.Key)).FirstOrDefault(mode => mode is not null);

    public void SetAttribute(string name, string value) => _attributes[name] = value.ToLowerInvariant();

    /// <summary>The quantities of one request.</summary>
    /// <exception cref="UsageFormatException">Numbers that do not fit together; the message names them.</exception>
    public IReadOnlyList<Measurement> ToMeasurements()
    {
        var measurements = new List<Measurement>();
        var cached = CachedTokens ?? 0;
        var input = InputTokens ?? 0;
        if (cached > input)
        {
            throw new UsageFormatException(
                $"cached tokens: found {DecimalText.Of(cached)}, allowed: at most the {DecimalText.Of(input)} input tokens they are part of"
            );
        }

        Add(measurements, Meters.InputTokens, input - cached);
        Add(measurements, Meters.CachedInputTokens, cached);
        Add(measurements, Meters.OutputTokens, OutputTokens ?? 0);
        foreach (var (meter, quantity) in Quantities)
        {
            Add(measurements, meter, Scaled(meter, quantity));
            if (meter == Meters.ImageGenerations && Width is { } width && Height is { } height)
            {
                Add(
                    measurements,
                    Meters.ImageMegapixels,
                    Exact.MultiplyDivideToQuantity(Exact.Multiply(width, height), quantity, 1_000_000)
                );
            }
        }

        if (Width is { } noted && Height is { } notedHeight)
        {
            _attributes[Usage.Attribute.Width] = noted.ToString(CultureInfo.InvariantCulture);
            _attributes[Usage.Attribute.Height] = notedHeight.ToString(CultureInfo.InvariantCulture);
        }

        return measurements;
    }

    private decimal Scaled(Meter meter, decimal quantity)
    {
        if (meter == Meters.FineTuningTokens)
        {
            return Exact.Add(Exact.Multiply(quantity, Epochs), Exact.Multiply(ValidationTokens, Evaluations));
        }

        if (meter == Meters.DedicatedEndpointHours)
        {
            return Exact.Multiply(Exact.Multiply(quantity, Replicas), Gpus);
        }

        return meter == Meters.GpuClusterHours ? Exact.Multiply(quantity, Gpus) : quantity;
    }

    private static Mode? ModeOf(Meter meter)
    {
        if (meter == Meters.DedicatedEndpointHours)
        {
            return Mode.Dedicated;
        }

        if (meter == Meters.GpuClusterHours || meter == Meters.StorageHours)
        {
            return Mode.Cluster;
        }

        if (meter == Meters.ProvisionedThroughputHours)
        {
            return Mode.Provisioned;
        }

        return meter == Meters.BatchTokens ? Mode.Batch : null;
    }

    private static void Add(List<Measurement> measurements, Meter meter, decimal quantity)
    {
        if (quantity is < 0 or > Measurement.MaxQuantity)
        {
            throw new UsageFormatException($"{meter.Name}: found {DecimalText.Of(quantity)}, allowed: 0 to 10^15");
        }

        if (quantity > 0)
        {
            measurements.Add(new Measurement(meter, quantity));
        }
    }
}
