namespace Permil.Focus.Validation;

/// <summary>
/// A question about one row that is true or false. Tests of a value are true for null, whose place is <see cref="IsNull"/>;
/// <see cref="Is"/> and <see cref="IsNumber"/> are false for it. A column that the file lacks is null in every row.
/// </summary>
public abstract record FocusTest
{
    private FocusTest() { }

    public sealed record AllOf(IReadOnlyList<FocusTest> Parts) : FocusTest;

    public sealed record AnyOf(IReadOnlyList<FocusTest> Parts) : FocusTest;

    public sealed record Not(FocusTest Part) : FocusTest;

    public sealed record IsNull(string Column) : FocusTest;

    /// <summary>The value is this text, letter by letter; false for null.</summary>
    public sealed record Is(string Column, string Value) : FocusTest;

    /// <summary>The value is a number and is this one; false for null.</summary>
    public sealed record IsNumber(string Column, decimal Value) : FocusTest;

    /// <summary>The value is one of these texts.</summary>
    public sealed record IsOneOf(string Column, IReadOnlyCollection<string> Values) : FocusTest;

    /// <summary>Both are the same text, or both are null.</summary>
    public sealed record IsSameText(string Column, string Other) : FocusTest;

    /// <summary>Both are the same number, whatever their digits; true where one is no number.</summary>
    public sealed record IsSameNumber(string Column, string Other) : FocusTest;

    /// <summary>The number is not below this; true for what is no number.</summary>
    public sealed record IsAtLeast(string Column, decimal Value) : FocusTest;

    /// <summary>The number is not above this; true for what is no number.</summary>
    public sealed record IsAtMost(string Column, decimal Value) : FocusTest;

    public sealed record HasFormat(string Column, FocusFormat Format) : FocusTest;

    public sealed record HasType(string Column, FocusDataType Type) : FocusTest;

    /// <summary>All characters are of ASCII.</summary>
    public sealed record IsAscii(string Column) : FocusTest;

    /// <summary>The product of two columns is the third, exactly; true where one of them is null or no number.</summary>
    public sealed record IsProduct(string Left, string Right, string Product) : FocusTest;

    /// <summary>The first moment is before the second; true where one is no moment.</summary>
    public sealed record IsBefore(string Start, string End) : FocusTest;

    /// <summary>The subcategory is part of the category; true where one is null or not known.</summary>
    public sealed record IsPartOf(string Subcategory, string Category) : FocusTest;

    /// <summary>A question about what a JSON value holds; true where the value is no JSON.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Path"><c>$.Elements[*].ContractId</c>; a star: every element.</param>
    /// <param name="Question">What is asked.</param>
    /// <param name="Argument">What it is asked with: a type, key, text or column; <see langword="null"/>: nothing, or JSON's null.</param>
    public sealed record JsonHolds(string Column, string Path, FocusJsonQuestion Question, string? Argument)
        : FocusTest;
}
