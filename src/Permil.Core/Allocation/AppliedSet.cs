namespace Permil.Allocation;

/// <summary>A dimension that a rule set.</summary>
public sealed record AppliedSet(AllocationRule Rule, DimensionKey Dimension, string Value);
