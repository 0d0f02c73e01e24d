using System.Collections.Frozen;
using Permil.Focus.Export;
using Permil.Storage.Focus;

namespace Permil.Storage.Spend;

/// <summary>Something that spend is grouped by.</summary>
public sealed record SpendKey
{
    private const string TagPrefix = "tag:";

    private static readonly FrozenDictionary<string, (string Own, string Imported)> Known = new Dictionary<
        string,
        (string Own, string Imported)
    >(StringComparer.Ordinal)
    {
        ["source"] = ("", "'imported'"),
        ["provider"] = ("ServiceProviderName", "r.provider"),
        ["host"] = ("HostProviderName", "r.host"),
        ["service"] = ("ServiceName", "r.service"),
        ["month"] = ("BillingPeriodStart", "d.month"),
        ["day"] = ("ChargePeriodStart", "strftime(r.charge_start, '%Y-%m-%d')"),
        ["category"] = ("ChargeCategory", "r.category"),
        ["class"] = ("ChargeClass", "r.class"),
        ["account"] = ("BillingAccountId", "r.account"),
        ["subAccount"] = ("SubAccountId", "r.sub_account"),
        ["sku"] = ("SkuId", "r.sku"),
        ["meter"] = ("SkuMeter", "r.meter"),
        ["model"] = ("x_Model", "r.model"),
        ["feature"] = ("x_Feature", "r.feature"),
        ["environment"] = ("x_Environment", "r.environment"),
        ["invoice"] = ("InvoiceId", "r.invoice"),
        ["region"] = ("RegionId", "r.region"),
        ["resource"] = ("ResourceId", "r.resource"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private SpendKey(string name, string own, string imported, string? tag)
    {
        Name = name;
        OwnColumn = own;
        ImportedValue = imported;
        Tag = tag;
    }

    /// <summary>What <see cref="ParseAll"/> takes, for messages.</summary>
    public static string Allowed => $"{string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}, tag:NAME";

    /// <summary>As the caller wrote it; it names the value in answers.</summary>
    public string Name { get; }

    /// <summary>The column of <see cref="FocusFields"/>; empty for the source.</summary>
    internal string OwnColumn { get; }

    /// <summary>An expression over an imported row <c>r</c> and its delivery <c>d</c>.</summary>
    internal string ImportedValue { get; }

    /// <summary>The tag's name, where it is a tag.</summary>
    internal string? Tag { get; }

    /// <summary>Reads several, in order, each text with commas between them.</summary>
    /// <exception cref="FormatException">A text names nothing that spend is grouped by, or two name the same.</exception>
    public static IReadOnlyList<SpendKey> ParseAll(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var keys = new List<SpendKey>();
        foreach (
            var text in texts.SelectMany(text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
        )
        {
            var key = Parse(text) ?? throw new FormatException($"found '{text}', allowed: {Allowed}");
            if (keys.Exists(other => other.ImportedValue == key.ImportedValue))
            {
                throw new FormatException($"found '{text}' twice, allowed: each key once");
            }

            keys.Add(key);
        }

        return keys;
    }

    private static SpendKey? Parse(string text)
    {
        if (text.StartsWith(TagPrefix, StringComparison.Ordinal) && text.Length > TagPrefix.Length)
        {
            var tag = text[TagPrefix.Length..];

            // A path may hold any name in quotes; json_extract takes it as it is.
            var path = $"$.\"{tag.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            return new(text, "Tags", $"json_extract_string(r.tags, {SqlText.Quote(path)})", tag);
        }

        var name = text switch
        {
            "tenant" => "subAccount",
            "env" => "environment",
            _ => text,
        };
        return Known.TryGetValue(name, out var of) ? new(text, of.Own, of.Imported, tag: null) : null;
    }
}
