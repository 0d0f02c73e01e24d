using Permil.Pricing;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>Reads what a rule or a credit is about.</summary>
internal static class ChargeMatchReader
{
    public static ChargeMatch Read(YamlEntry entry)
    {
        entry.AllowOnly("providers", "models", "classes", "modes", "meters", "skus", "where");
        return new ChargeMatch
        {
            Providers = Texts(entry.Optional("providers")),
            Models = Texts(entry.Optional("models")),
            Classes = Texts(entry.Optional("classes")),
            Modes = [.. Entries(entry.Optional("modes")).Select(PriceRowReader.ModeOf)],
            Meters = Texts(entry.Optional("meters")),
            Skus = Texts(entry.Optional("skus")),
            Where = entry.Optional("where") is { } where ? WhereOf(where) : ChargeMatch.Everything.Where,
        };
    }

    private static List<string> Texts(YamlEntry? entry) => Entries(entry).ConvertAll(item => item.Text());

    /// <summary>A text or a list. An empty list is no "everything": it is about nothing, which nobody means.</summary>
    private static List<YamlEntry> Entries(YamlEntry? entry)
    {
        List<YamlEntry> entries =
            entry is null ? []
            : entry.IsText ? [entry]
            : [.. entry.Items()];
        return entry is null || entries.Count > 0 ? entries : throw entry.Wrong("an empty list", "one value or more");
    }

    private static Dictionary<string, string> WhereOf(YamlEntry entry) =>
        entry.Pairs().ToDictionary(pair => pair.Key, pair => pair.Value.Text(), StringComparer.Ordinal)
            is { Count: > 0 } where
            ? where
            : throw entry.Wrong("nothing", "one attribute or more, as in gpu: h100");
}
