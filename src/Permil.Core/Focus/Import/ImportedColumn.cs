namespace Permil.Focus.Import;

/// <summary>Something that is kept of every imported row.</summary>
/// <param name="Name">What Permil calls it.</param>
/// <param name="DataType">What it holds.</param>
/// <param name="IsRequired">Whether a row without it is rejected.</param>
/// <param name="Sources">The columns it is taken from, in order of preference: versions and providers name it differently.</param>
internal sealed record ImportedColumn(
    string Name,
    FocusDataType DataType,
    bool IsRequired,
    IReadOnlyList<string> Sources
)
{
    /// <summary>The values there are; empty: any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];
}
