namespace Permil.Focus;

/// <summary>A column of a dataset as a version of the specification has it.</summary>
public sealed record FocusColumn
{
    /// <summary>The specification's name, <c>BilledCost</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in the specification's list, from 0.</summary>
    public required int Position { get; init; }

    public required FocusDataType DataType { get; init; }

    /// <summary>Whether null is allowed in at least some rows.</summary>
    public required bool IsNullable { get; init; }

    public required FocusLevel Level { get; init; }

    /// <summary>What a generator has to support for a conditional column to be asked of it.</summary>
    public string? Condition { get; init; }

    public required FocusFormat Format { get; init; }

    /// <summary>The values there are; empty: any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>The least value of a number, inclusive.</summary>
    public decimal? Min { get; init; }

    /// <summary>The greatest value of a number, inclusive.</summary>
    public decimal? Max { get; init; }

    /// <summary>The version that brought it, <c>1.2</c>.</summary>
    public required string Since { get; init; }

    /// <summary>The column to use instead of this deprecated one.</summary>
    public string? ReplacedBy { get; init; }
}
