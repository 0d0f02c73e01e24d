using System.Globalization;
using System.Text.Json;
using Permil.Usage;

namespace Permil.Rating;

/// <summary>A dimension that usage is grouped by.</summary>
/// <param name="Name">As the caller wrote it; it names the value in answers.</param>
/// <param name="Dimension">What it means.</param>
/// <param name="Tag">The tag's name when <paramref name="Dimension"/> is <see cref="GroupDimension.Tag"/>.</param>
public sealed record GroupKey(string Name, GroupDimension Dimension, string? Tag = null)
{
    /// <summary>What <see cref="Parse"/> takes, for messages.</summary>
    public const string Allowed =
        "model, provider, mode, meter, sku, account, subAccount (or tenant), feature, environment (or env), day, hour, month, tag:NAME";

    /// <summary>All tags of an event as one JSON object, its names in order; callers of reports do not group by it.</summary>
    public static readonly GroupKey AllTags = new("tags", GroupDimension.Tags);

    /// <returns><see langword="null"/> when the text names no dimension.</returns>
    public static GroupKey? Parse(string text)
    {
        const string TagPrefix = "tag:";
        if (text.StartsWith(TagPrefix, StringComparison.Ordinal) && text.Length > TagPrefix.Length)
        {
            return new GroupKey(text, GroupDimension.Tag, text[TagPrefix.Length..]);
        }

        GroupDimension? dimension = text switch
        {
            "model" => GroupDimension.Model,
            "provider" => GroupDimension.Provider,
            "mode" => GroupDimension.Mode,
            "meter" => GroupDimension.Meter,
            "sku" => GroupDimension.Sku,
            "account" => GroupDimension.Account,
            "subAccount" or "tenant" => GroupDimension.SubAccount,
            "feature" => GroupDimension.Feature,
            "environment" or "env" => GroupDimension.Environment,
            "hour" => GroupDimension.Hour,
            "day" => GroupDimension.Day,
            "month" => GroupDimension.Month,
            _ => null,
        };
        return dimension is { } known ? new GroupKey(text, known) : null;
    }

    /// <summary>Reads several, in order, each text with commas between them.</summary>
    /// <exception cref="FormatException">A text names no dimension, or two name the same.</exception>
    public static IReadOnlyList<GroupKey> ParseAll(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var keys = new List<GroupKey>();
        foreach (
            var text in texts.SelectMany(text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
        )
        {
            var key = Parse(text) ?? throw new FormatException($"found '{text}', allowed: {Allowed}");
            if (keys.Find(other => other.Dimension == key.Dimension && other.Tag == key.Tag) is { } same)
            {
                throw new FormatException($"'{same.Name}' and '{key.Name}' are the same");
            }

            keys.Add(key);
        }

        return keys;
    }

    /// <summary>Whether the value differs between the charges of one event.</summary>
    public bool IsOfCharge => Dimension is GroupDimension.Meter or GroupDimension.Sku;

    /// <summary>The event's value; <see langword="null"/> when it has none. Not for keys of a charge.</summary>
    /// <param name="usageEvent">The event.</param>
    /// <param name="provider">The provider whose book knows the event's model.</param>
    public string? ValueOf(UsageEvent usageEvent, string? provider) =>
        Dimension switch
        {
            GroupDimension.Model => usageEvent.Model.Length == 0 ? null : usageEvent.Model,
            GroupDimension.Provider => provider ?? usageEvent.Provider,
            GroupDimension.Mode => ModeName.Of(usageEvent.Mode),
            GroupDimension.Account => usageEvent.Account,
            GroupDimension.SubAccount => usageEvent.SubAccount,
            GroupDimension.Feature => usageEvent.Feature,
            GroupDimension.Environment => usageEvent.Environment,
            GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month => TimeTextOf(usageEvent.Time),
            GroupDimension.Tag => usageEvent.Tags.GetValueOrDefault(Tag!),
            GroupDimension.Tags => TextOf(usageEvent.Tags),
            _ => throw new InvalidOperationException($"{Name} is a key of a charge, not of an event"),
        };

    /// <summary>The value of a key of time at an instant; <see langword="null"/>: it is no such key.</summary>
    internal string? TimeTextOf(DateTimeOffset time) =>
        Dimension switch
        {
            GroupDimension.Hour => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH':00:00Z'", CultureInfo.InvariantCulture),
            GroupDimension.Day => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            GroupDimension.Month => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            _ => null,
        };

    private static string? TextOf(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0
            ? null
            : JsonSerializer.Serialize(
                tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal)
            );
}
