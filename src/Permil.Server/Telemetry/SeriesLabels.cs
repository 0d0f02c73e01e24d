using System.Text;

namespace Permil.Server.Telemetry;

/// <summary>Labels that a series has, made once: for OpenTelemetry, and as Prometheus writes them.</summary>
internal sealed class SeriesLabels
{
    public static readonly SeriesLabels None = Of();

    private SeriesLabels(KeyValuePair<string, object?>[] tags)
    {
        Tags = tags;
        Text = Encoding.UTF8.GetBytes(
            string.Join(',', tags.Select(tag => $"{tag.Key.Replace('.', '_')}=\"{Escaped((string)tag.Value!)}\""))
        );
    }

    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>UTF-8, without the braces.</summary>
    public byte[] Text { get; }

    /// <summary>Labels by OpenTelemetry's names; an empty value is no label.</summary>
    public static SeriesLabels Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new List<KeyValuePair<string, object?>>(labels.Length);
        foreach (var (name, value) in labels)
        {
            if (value.Length > 0)
            {
                tags.Add(new(name, value));
            }
        }

        return new([.. tags]);
    }

    public SeriesLabels With(string name, string value) => new([.. Tags, new(name, value)]);

    private static string Escaped(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
