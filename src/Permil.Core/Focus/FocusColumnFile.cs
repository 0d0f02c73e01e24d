using System.Collections.Frozen;
using System.Globalization;

namespace Permil.Focus;

/// <summary>Reads the tables that come with Permil, the files of <c>Focus/Columns/</c>.</summary>
internal static class FocusColumnFile
{
    private const string ResourceFolder = "focus/";

    public static FrozenDictionary<FocusDataset, IReadOnlyList<FocusColumn>> Read(string file)
    {
        using var text = Open(file);
        var headings = text.ReadLine()!.Split('\t');
        var datasets = new Dictionary<FocusDataset, List<FocusColumn>>();
        while (text.ReadLine() is { Length: > 0 } line)
        {
            var cells = headings.Zip(line.Split('\t')).ToDictionary(StringComparer.Ordinal);
            var dataset = Enum.Parse<FocusDataset>(cells["dataset"]);
            if (!datasets.TryGetValue(dataset, out var columns))
            {
                datasets[dataset] = columns = [];
            }

            columns.Add(ColumnOf(cells, columns.Count));
        }

        return datasets.ToFrozenDictionary(pair => pair.Key, IReadOnlyList<FocusColumn> (pair) => pair.Value);
    }

    public static TextReader Open(string file) =>
        new StreamReader(
            typeof(FocusColumnFile).Assembly.GetManifestResourceStream(ResourceFolder + file)
                ?? throw new ArgumentException($"no table '{file}' is shipped", nameof(file))
        );

    private static FocusColumn ColumnOf(Dictionary<string, string> cells, int position)
    {
        var name = cells["column"];
        return new()
        {
            Name = name,
            Position = position,
            DataType = Enum.Parse<FocusDataType>(cells["type"], ignoreCase: true),
            IsNullable = cells["nulls"] == "yes",
            Level = Enum.Parse<FocusLevel>(cells["level"], ignoreCase: true),
            Condition = cells["condition"] is { Length: > 0 } condition ? condition : null,
            Format = cells["format"] is { Length: > 0 } format
                ? Enum.Parse<FocusFormat>(format, ignoreCase: true)
                : FocusFormat.None,
            AllowedValues =
                name == "ServiceSubcategory" ? FocusServices.Subcategories
                : cells["allowed"] is { Length: > 0 } allowed ? allowed.Split('|')
                : [],
            Min = NumberOf(cells["min"]),
            Max = NumberOf(cells["max"]),
            Since = cells["since"],
            ReplacedBy = cells["replaced_by"] is { Length: > 0 } replacement ? replacement : null,
        };
    }

    private static decimal? NumberOf(string text) =>
        text.Length > 0 ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;
}
