namespace Permil.Planning;

/// <summary>A workload with what it lists for.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Provider">Whose prices; <see langword="null"/> when no book has the model.</param>
/// <param name="Modes">Each mode that was asked for or has a price; serverless first. At least one.</param>
public sealed record WorkloadEstimate(Workload Workload, string? Provider, IReadOnlyList<ModeEstimate> Modes)
{
    /// <summary>What counts in a total: the first of <see cref="Modes"/>.</summary>
    public decimal? Monthly => Modes[0].Monthly;
}
