namespace Permil.Focus.Validation;

/// <summary>The columns that a test speaks of.</summary>
internal static class RequiredColumns
{
    public static IEnumerable<string> Of(FocusTest test) =>
        test switch
        {
            FocusTest.AllOf(var parts) => parts.SelectMany(Of),
            FocusTest.AnyOf(var parts) => parts.SelectMany(Of),
            FocusTest.Not(var part) => Of(part),
            FocusTest.IsNull(var column) => [column],
            FocusTest.Is(var column, _) => [column],
            FocusTest.IsNumber(var column, _) => [column],
            FocusTest.IsOneOf(var column, _) => [column],
            FocusTest.IsSameText(var column, var other) => [column, other],
            FocusTest.IsSameNumber(var column, var other) => [column, other],
            FocusTest.IsAtLeast(var column, _) => [column],
            FocusTest.IsAtMost(var column, _) => [column],
            FocusTest.HasFormat(var column, _) => [column],
            FocusTest.HasType(var column, _) => [column],
            FocusTest.IsAscii(var column) => [column],
            FocusTest.IsProduct(var left, var right, var product) => [left, right, product],
            FocusTest.IsBefore(var start, var end) => [start, end],
            FocusTest.IsPartOf(var subcategory, var category) => [subcategory, category],
            FocusTest.JsonHolds(var column, _, FocusJsonQuestion.IsSameAsColumn, { } other) => [column, other],
            FocusTest.JsonHolds(var column, _, _, _) => [column],
            _ => throw new ArgumentOutOfRangeException(nameof(test), test, null),
        };
}
