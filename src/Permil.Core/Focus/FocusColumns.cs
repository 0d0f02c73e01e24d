using System.Collections.Frozen;

namespace Permil.Focus;

/// <summary>The columns of every dataset in every version, in the specification's order.</summary>
public static class FocusColumns
{
    private static readonly FrozenDictionary<string, FocusVersion> Versions = new Dictionary<string, FocusVersion>(
        StringComparer.Ordinal
    )
    {
        ["1.3"] = FocusVersion.V13,
        ["1.4"] = FocusVersion.V14,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<FocusDataset, IReadOnlyList<FocusColumn>>> Of13 = new(() =>
        FocusColumnFile.Read("focus-1.3.tsv")
    );

    private static readonly Lazy<FrozenDictionary<FocusDataset, IReadOnlyList<FocusColumn>>> Of14 = new(() =>
        FocusColumnFile.Read("focus-1.4.tsv")
    );

    /// <summary>How versions are called, <c>1.3</c>.</summary>
    public static IEnumerable<string> VersionNames => Versions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The columns of a dataset; none where the version does not have the dataset.</summary>
    public static IReadOnlyList<FocusColumn> Of(
        FocusVersion version,
        FocusDataset dataset = FocusDataset.CostAndUsage
    ) => (version == FocusVersion.V13 ? Of13 : Of14).Value.GetValueOrDefault(dataset, []);

    /// <summary>A column by its name; letters count as they are.</summary>
    public static FocusColumn? Find(
        FocusVersion version,
        string name,
        FocusDataset dataset = FocusDataset.CostAndUsage
    ) => Of(version, dataset).FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));

    /// <summary>The version's name in the specification, <c>1.3</c>.</summary>
    public static string NameOf(FocusVersion version) => Versions.First(named => named.Value == version).Key;

    /// <returns><see langword="false"/>: <paramref name="name"/> is none of <see cref="VersionNames"/>.</returns>
    public static bool TryParseVersion(string name, out FocusVersion version) =>
        Versions.TryGetValue(name, out version);
}
