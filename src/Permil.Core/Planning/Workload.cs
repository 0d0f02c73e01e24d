using Permil.Usage;

namespace Permil.Planning;

/// <summary>Work of one kind that is planned for a month.</summary>
public sealed record Workload
{
    /// <summary>For people; <see langword="null"/> when there is only one.</summary>
    public string? Name { get; init; }

    /// <summary><see langword="null"/>: whichever provider has the model.</summary>
    public string? Provider { get; init; }

    /// <summary>Empty for what is sold without one (GPU-hours), or when <see cref="Attributes"/> give its size.</summary>
    public string Model { get; init; } = "";

    /// <summary>How it is bought; <see langword="null"/>: every way that has a price is shown.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Requests, jobs or pieces of capacity a month, 0 or more.</summary>
    public required decimal RequestsPerMonth { get; init; }

    /// <summary>What one of them uses. Components are disjoint: cached input is not part of input.</summary>
    public required IReadOnlyList<Measurement> PerRequest { get; init; }

    /// <summary>What prices may depend on.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    /// <summary>Said with every estimate of it, for example that its tokens are themselves estimated.</summary>
    public string? Note { get; init; }
}
