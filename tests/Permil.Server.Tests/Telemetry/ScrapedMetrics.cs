using System.Globalization;
using System.Text.RegularExpressions;

namespace Permil.Server.Telemetry;

/// <summary>Reads metrics' text by the format's rules and refuses what breaks one of them.</summary>
internal sealed partial class ScrapedMetrics
{
    private readonly Dictionary<string, string> _samples = new(StringComparer.Ordinal);

    private ScrapedMetrics() { }

    /// <summary>Values as they were written, by name and labels.</summary>
    public IReadOnlyDictionary<string, string> Samples => _samples;

    public string this[string sample] =>
        _samples.TryGetValue(sample, out var value)
            ? value
            : throw new KeyNotFoundException($"{sample} not in\n{string.Join('\n', _samples.Keys)}");

    public static ScrapedMetrics Read(string text, bool isOpenMetrics = false)
    {
        text.ShouldEndWith("\n");
        var lines = text[..^1].Split('\n');
        if (isOpenMetrics)
        {
            lines[^1].ShouldBe("# EOF");
            lines = lines[..^1];
        }

        var metrics = new ScrapedMetrics();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (name, kind) = ("", "");
        foreach (var line in lines)
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                name = line.Split(' ')[2];
                name.ShouldMatch("^[a-zA-Z_:][a-zA-Z0-9_:]*$");
                seen.Add(name).ShouldBeTrue($"{name} is there twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                line.Split(' ')[2].ShouldBe(name);
                kind = line.Split(' ')[3];
                kind.ShouldBeOneOf("counter", "gauge", "histogram");
            }
            else
            {
                metrics.Add(line, name, kind, isOpenMetrics);
            }
        }

        metrics.CheckHistograms();
        return metrics;
    }

    private void Add(string line, string name, string kind, bool isOpenMetrics)
    {
        var match = SampleLine().Match(line);
        match.Success.ShouldBeTrue($"no sample: {line}");
        string[] allowed = kind switch
        {
            "histogram" => [name + "_bucket", name + "_sum", name + "_count"],
            "counter" when isOpenMetrics => [name + "_total"],
            _ => [name],
        };
        match.Groups["name"].Value.ShouldBeOneOf(allowed);
        if (kind == "counter" && !isOpenMetrics)
        {
            name.ShouldEndWith("_total");
        }

        var labels = match.Groups["label"].Captures.Select(label => label.Value).ToList();
        labels.Distinct(StringComparer.Ordinal).Count().ShouldBe(labels.Count, line);
        double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
        _samples.TryAdd(line[..line.LastIndexOf(' ')], match.Groups["value"].Value).ShouldBeTrue($"twice: {line}");
    }

    /// <summary>Buckets only grow, and the last of them holds all.</summary>
    private void CheckHistograms()
    {
        var series = _samples
            .Where(sample => sample.Key.Contains("_bucket{", StringComparison.Ordinal))
            .GroupBy(sample => Bound().Replace(sample.Key, ""), StringComparer.Ordinal);
        foreach (var buckets in series)
        {
            var counts = buckets.Select(bucket => long.Parse(bucket.Value, CultureInfo.InvariantCulture)).ToList();
            counts.ShouldBe(counts.Order());
            buckets.Last().Key.ShouldContain("le=\"+Inf\"");
            this[buckets.Key.Replace("_bucket{", "_count{", StringComparison.Ordinal)].ShouldBe($"{counts[^1]}");
        }
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(\\\\|\\"|\\n|[^"\\\n])*"(,(?=[a-z]))?)+\})? (?<value>[0-9.eE+-]+)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SampleLine();

    [GeneratedRegex(",le=\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bound();
}
