using System.Globalization;
using System.Text.Json;
using static Permil.Focus.Validation.FocusTest;

namespace Permil.Focus.Validation.Requirements;

/// <summary>
/// Turns the functions of a requirements model into tests. What a column must be is true for null, which other rules
/// speak of; in a condition a null is a value like another: not <c>Usage</c>, and no <c>Correction</c>.
/// </summary>
internal static class RequirementTests
{
    /// <summary>The names that models give to what a path is compared with.</summary>
    private static readonly string[] JsonArguments =
    [
        "Value",
        "ExpectedType",
        "Type",
        "KeyName",
        "Key",
        "ExpectedKey",
        "Prefix",
        "StartsWith",
        "OtherColumnName",
        "ColumnBName",
    ];

    /// <exception cref="NotSupportedException">A function, or an argument of it, is not known.</exception>
    public static FocusTest Required(RequirementNode node) =>
        node.Function switch
        {
            "AND" => new AllOf([.. node.Items.Select(Required)]),
            "OR" => new AnyOf(Alternatives(node)),
            "CheckValue" => Value(node) is { } test ? new AnyOf([new IsNull(Column(node)), test]) : Null(node),
            "CheckNotValue" => new Not(Value(node) ?? Null(node)),
            "CheckSameValue" => new IsSameText(Text(node, "ColumnAName"), Text(node, "ColumnBName")),
            "CheckNotSameValue" => new Not(new IsSameText(Text(node, "ColumnAName"), Text(node, "ColumnBName"))),
            "CheckDecimalValue" => new HasType(Column(node), FocusDataType.Decimal),
            "CheckGreaterOrEqualThanValue" => new IsAtLeast(Column(node), Number(node, "Value")),
            "CheckNationalCurrency" => new IsOneOf(Column(node), FocusCurrencies.Codes),
            "ColumnByColumnEqualsColumnValue" => new IsProduct(
                Text(node, "ColumnAName"),
                Text(node, "ColumnBName"),
                Text(node, "ResultColumnName")
            ),
            "TypeString" => new HasType(Column(node), FocusDataType.String),
            "TypeDecimal" => new HasType(Column(node), FocusDataType.Decimal),
            "TypeDateTime" => new HasType(Column(node), FocusDataType.DateTime),
            "TypeJSON" => new HasType(Column(node), FocusDataType.Json),
            "FormatString" => new IsAscii(Column(node)),
            "FormatNumeric" => new HasFormat(Column(node), FocusFormat.Numeric),
            "FormatDateTime" => new HasFormat(Column(node), FocusFormat.DateTime),
            "FormatUnit" => new HasFormat(Column(node), FocusFormat.Unit),
            "FormatCurrency" => new HasFormat(Column(node), FocusFormat.Currency),
            "FormatKeyValue" => new HasFormat(Column(node), FocusFormat.KeyValue),
            "FormatJSON" or "FormatJSONFormat" => new HasType(Column(node), FocusDataType.Json),
            _ => Json(node),
        };

    /// <inheritdoc cref="Required"/>
    public static FocusTest Met(RequirementNode node) =>
        node.Function switch
        {
            "AND" => new AllOf([.. node.Items.Select(Met)]),
            "OR" => new AnyOf([.. node.Items.Select(Met)]),
            "CheckValue" => Value(node) ?? Null(node),
            "CheckNotValue" => new Not(Value(node) ?? Null(node)),
            _ => Required(node),
        };

    /// <summary>Values of one column side by side become one look-up; a null passes them all.</summary>
    private static FocusTest[] Alternatives(RequirementNode node)
    {
        var columns = node
            .Items.Select(item => item.Function == "CheckValue" ? item.Argument("ColumnName") : null)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var values = node.Items.Select(item => item.Argument("Value")).ToList();
        if (columns is [{ } column] && !values.Contains(null))
        {
            return [new IsOneOf(column, [.. values.OfType<string>()])];
        }

        // Inside of AND a null must not pass, or a row without a subcategory would be part of any category.
        return [.. node.Items.Select(item => item.Function == "AND" ? PairOf(item) : Required(item))];
    }

    private static FocusTest PairOf(RequirementNode node) =>
        new AnyOf([
            new AllOf([.. node.Items.Select(Met)]),
            .. node
                .Items.Where(item => item.Function == "CheckValue" && item.Argument("Value") is not null)
                .Select(item => new IsNull(Column(item))),
        ]);

    private static FocusTest? Value(RequirementNode node) =>
        !node.Arguments.TryGetValue("Value", out var value)
            ? throw Unknown(node)
            : value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Number => new IsNumber(Column(node), value.GetDecimal()),
                JsonValueKind.String => new Is(Column(node), value.GetString()!),
                _ => throw Unknown(node),
            };

    private static IsNull Null(RequirementNode node) => new(Column(node));

    private static JsonHolds Json(RequirementNode node)
    {
        var (question, needsArgument) = node.Function switch
        {
            "JSONCheckPathType" => (FocusJsonQuestion.IsType, true),
            "JSONCheckPathKeyValueFormat" => (FocusJsonQuestion.IsKeyValue, false),
            "JSONCheckPathKeyStartsWith" => (FocusJsonQuestion.KeysStartWith, true),
            "JSONCheckPathKeyExists" => (FocusJsonQuestion.Exists, false),
            "JSONCheckPathValue" => (FocusJsonQuestion.IsValue, false),
            "JSONCheckPathNotValue" => (FocusJsonQuestion.IsNotValue, false),
            "JSONCheckPathSameValue" => (FocusJsonQuestion.IsSameAsColumn, true),
            "JSONCheckPathNumericFormat" or "JSONFormatNumeric" => (FocusJsonQuestion.IsNumeric, false),
            "JSONCheckPathUnitFormat" or "JSONFormatUnit" => (FocusJsonQuestion.IsUnit, false),
            "JSONFormatString" => (FocusJsonQuestion.IsText, false),
            _ => throw new NotSupportedException($"the function {node.Function} is not known"),
        };
        var argument = JsonArguments.Select(node.Argument).OfType<string>().FirstOrDefault();
        return needsArgument && argument is null
            ? throw Unknown(node)
            : new(Column(node), node.Argument("Path") ?? "$", question, argument);
    }

    private static string Column(RequirementNode node) =>
        node.Argument("ColumnName") ?? node.Argument("ColumnAName") ?? throw Unknown(node);

    private static string Text(RequirementNode node, string argument) => node.Argument(argument) ?? throw Unknown(node);

    private static decimal Number(RequirementNode node, string argument) =>
        decimal.TryParse(
            node.Argument(argument),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : throw Unknown(node);

    private static NotSupportedException Unknown(RequirementNode node) =>
        new($"the arguments of {node.Function} are not known: {string.Join(", ", node.Arguments.Keys)}");
}
