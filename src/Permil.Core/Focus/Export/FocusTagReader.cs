using System.Text.Json;
using Permil.Billing.Charges;
using Permil.Usage;

namespace Permil.Focus.Export;

/// <summary>Reads the tags of usage: most of it has the same few.</summary>
internal sealed class FocusTagReader
{
    private const int MaxKnown = 10_000;

    private static readonly FocusTags None = new(null, null, null, null);
    private static readonly string[] Resources = ["cluster_id", "endpoint_id", "deployment_id"];

    private readonly Dictionary<string, FocusTags> _known = new(StringComparer.Ordinal);

    /// <param name="tags">A JSON object of texts, or nothing.</param>
    public FocusTags Of(string? tags)
    {
        if (string.IsNullOrEmpty(tags))
        {
            return None;
        }

        if (!_known.TryGetValue(tags, out var known))
        {
            known = Read(tags);
            if (_known.Count < MaxKnown)
            {
                _known.Add(tags, known);
            }
        }

        return known;
    }

    /// <summary>What usage is of, and which kind of thing that is: what it ran on, or the job that trained.</summary>
    public static (string? Id, string? Type) ResourceOf(FocusTags tags, ChargeKey key) =>
        key.Meter == Meters.FineTuningTokens && tags.JobId is { } job ? (job, "Fine-tuning Job")
        : tags.ResourceId is { } resource ? (resource, TypeOf(key.Mode))
        : (null, null);

    private static string TypeOf(Mode mode) =>
        mode switch
        {
            Mode.Cluster => "GPU Cluster",
            Mode.Dedicated => "Dedicated Endpoint",
            _ => "Deployment",
        };

    private static FocusTags Read(string tags)
    {
        var pairs = new SortedDictionary<string, string>(
            JsonSerializer.Deserialize<Dictionary<string, string>>(tags)!,
            StringComparer.Ordinal
        );
        var keyId = pairs.GetValueOrDefault(GatewayUsage.KeyTag);
        pairs.Remove(GatewayUsage.KeyTag);
        var resource = Resources.Select(name => pairs.GetValueOrDefault(name)).FirstOrDefault(id => id is not null);
        return new(
            pairs.Count == 0 ? null : JsonSerializer.Serialize(pairs),
            keyId,
            resource,
            pairs.GetValueOrDefault("job_id")
        );
    }
}
