using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation;

/// <summary>
/// The specification's rules that a file alone can answer: what the table of columns says of each column of a dataset, and
/// <see cref="FocusRowRules"/> or, for the datasets beside Cost and Usage, <see cref="FocusDatasetRules"/>.
/// </summary>
public static class FocusRules
{
    /// <summary>What stands for null in other people's files.</summary>
    private static readonly string[] Placeholders = ["", "NULL", "null", "N/A", "n/a", "Not Applicable", "NaN"];

    /// <returns>None where the version does not have the dataset.</returns>
    public static IReadOnlyList<FocusRule> Of(FocusVersion version, FocusDataset dataset = FocusDataset.CostAndUsage)
    {
        var columns = FocusColumns.Of(version, dataset);
        if (columns.Count == 0)
        {
            return [];
        }

        var ofRows = dataset == FocusDataset.CostAndUsage ? FocusRowRules.All() : FocusDatasetRules.Of(dataset);
        var names = columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. OfHeadings(names),
            .. columns.SelectMany(OfColumn).Select(rule => WithCriteria(columns, rule)),
            .. ofRows.Where(rule => rule.Columns.All(names.Contains)).Select(rule => WithCriteria(columns, rule)),
        ];
    }

    /// <summary>A conditional column is asked nothing where its condition does not hold.</summary>
    private static FocusRule WithCriteria(IReadOnlyList<FocusColumn> columns, FocusRule rule) =>
        columns.FirstOrDefault(known => known.Name == rule.Columns[0]) is { } column
            ? rule with
            {
                Criteria = FocusCriteria.Of(column),
            }
            : rule;

    private static IEnumerable<FocusRule> OfHeadings(HashSet<string> names)
    {
        yield return OfFile(
            "Columns.once",
            FocusKeyword.MustNot,
            "A column MUST NOT be there more than once",
            new FocusCheck.HasColumnsOnce()
        );
        yield return OfFile(
            "Columns.own",
            FocusKeyword.Must,
            "Names of columns that are not the specification's MUST begin with x_",
            new FocusCheck.HasOwnColumnsMarked(names)
        );
        yield return OfFile(
            "Columns.order",
            FocusKeyword.Should,
            "Columns of the specification SHOULD come before all others",
            new FocusCheck.HasOwnColumnsLast(names)
        );
    }

    private static IEnumerable<FocusRule> OfColumn(FocusColumn column)
    {
        var name = column.Name;
        yield return Presence(column);
        yield return Rule(
            column,
            "type",
            FocusKeyword.Must,
            $"{name} MUST be of type {TypeName(column)}",
            new HasType(name, column.DataType)
        );
        if (!column.IsNullable)
        {
            yield return Rule(
                column,
                "null",
                FocusKeyword.MustNot,
                $"{name} MUST NOT be null",
                new Not(new IsNull(name))
            );
        }

        if (column.AllowedValues.Count > 0)
        {
            yield return Rule(
                column,
                "values",
                FocusKeyword.Must,
                column.AllowedValues.Count > 20
                    ? $"{name} MUST be one of the {column.AllowedValues.Count} allowed values"
                    : $"{name} MUST be one of {string.Join(", ", column.AllowedValues)}",
                new IsOneOf(name, column.AllowedValues)
            );
        }
        else if (column.DataType == FocusDataType.String)
        {
            yield return Rule(
                column,
                "placeholder",
                FocusKeyword.MustNot,
                $"{name} MUST NOT be an empty text or a word for null",
                new Not(new AnyOf([.. Placeholders.Select(word => new Is(name, word))]))
            );
        }

        if (Format(column) is { } format)
        {
            yield return format;
        }

        if (column.Min is { } min)
        {
            yield return Rule(
                column,
                "least",
                FocusKeyword.Must,
                $"{name} MUST be {min} or more",
                new IsAtLeast(name, min)
            );
        }

        if (column.Max is { } max)
        {
            yield return Rule(
                column,
                "most",
                FocusKeyword.Must,
                $"{name} MUST be {max} or less",
                new IsAtMost(name, max)
            );
        }
    }

    private static FocusRule Presence(FocusColumn column) =>
        new()
        {
            Id = $"{column.Name}.present",
            Columns = [column.Name],
            Keyword = column.Level == FocusLevel.Recommended ? FocusKeyword.Recommended : FocusKeyword.Must,
            Statement =
                column.Level == FocusLevel.Recommended ? $"{column.Name} is RECOMMENDED to be present"
                : column.Condition is { } condition
                    ? $"{column.Name} MUST be present when the generator {char.ToLowerInvariant(condition[0])}{condition[1..]}"
                : $"{column.Name} MUST be present",
            Check = new FocusCheck.HasColumn(column.Name),
        };

    private static FocusRule? Format(FocusColumn column)
    {
        // A price may be in a virtual currency, whose name is free.
        if (column.Format == FocusFormat.None || column.Name == "PricingCurrency")
        {
            return null;
        }

        var keyword = column.Format == FocusFormat.Unit ? FocusKeyword.Should : FocusKeyword.Must;
        return Rule(
            column,
            "format",
            keyword,
            $"{column.Name} {FocusKeywords.NameOf(keyword)} be written as {FormatName(column.Format)}",
            new HasFormat(column.Name, column.Format)
        );
    }

    private static FocusRule Rule(
        FocusColumn column,
        string kind,
        FocusKeyword keyword,
        string statement,
        FocusTest test
    ) =>
        new()
        {
            Id = $"{column.Name}.{kind}",
            Columns = [column.Name],
            Keyword = keyword,
            Statement = statement,
            Check = new FocusCheck.OfRows(test),
        };

    private static FocusRule OfFile(string id, FocusKeyword keyword, string statement, FocusCheck check) =>
        new()
        {
            Id = id,
            Columns = [],
            Keyword = keyword,
            Statement = statement,
            Check = check,
        };

    private static string TypeName(FocusColumn column) =>
        column.DataType switch
        {
            FocusDataType.DateTime => "Date/Time",
            FocusDataType.Json => "JSON",
            var type => type.ToString(),
        };

    private static string FormatName(FocusFormat format) =>
        format switch
        {
            FocusFormat.Numeric => "a number such as -12.5 or 1.2E-7",
            FocusFormat.DateTime => "a moment in UTC such as 2026-10-01T00:00:00Z",
            FocusFormat.Currency => "a national currency's code of ISO 4217",
            FocusFormat.Unit => "a unit such as Hours, GB/Hour or 1000000 Tokens",
            FocusFormat.KeyValue => "a JSON object of keys and plain values",
            FocusFormat.JsonObject => "a JSON object with a list of objects named Elements",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
}
