namespace Permil.Focus.Validation.Requirements;

/// <summary>A rule of a requirements model as it is written.</summary>
internal sealed record Requirement
{
    public required string Id { get; init; }

    /// <summary>The column, dataset or attribute it belongs to.</summary>
    public required string Reference { get; init; }

    /// <summary>Dataset, Column or Attribute.</summary>
    public required string EntityType { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>Whether a file alone cannot answer it.</summary>
    public required bool IsDynamic { get; init; }

    public required IReadOnlyList<string> Criteria { get; init; }

    public required FocusKeyword Keyword { get; init; }

    public required string Statement { get; init; }

    public RequirementNode? Check { get; init; }

    public RequirementNode? Condition { get; init; }

    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Its id without the dataset's prefix, the same in models of 1.2 and 1.3.</summary>
    public string ShortId => Id.StartsWith("CAU-", StringComparison.Ordinal) ? Id[4..] : Id;
}
