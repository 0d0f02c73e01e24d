namespace Permil.Focus.Export;

/// <summary>The commitment that a row buys, uses or leaves unused.</summary>
public sealed record FocusCommitment
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Spend or Usage.</summary>
    public required string Category { get; init; }

    public required string Type { get; init; }

    /// <summary>Used or Unused; <see langword="null"/> for its purchase.</summary>
    public string? Status { get; init; }

    /// <summary>Bought, used or not used, in <see cref="Unit"/>.</summary>
    public required decimal Quantity { get; init; }

    public required string Unit { get; init; }
}
