using Permil.Cli.Input;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;

namespace Permil.Cli.Output;

/// <summary>What an import did.</summary>
internal sealed record ImportOutcome
{
    public required string Folder { get; init; }

    /// <summary>Files, standard input counted as one.</summary>
    public required int Inputs { get; init; }

    /// <summary>Events that were read.</summary>
    public required long Read { get; init; }

    public required ImportSummary Summary { get; init; }

    /// <summary>The new events.</summary>
    public required RatingSummary Rated { get; init; }

    public required IReadOnlyList<KeptRejects> Rejects { get; init; }

    /// <summary>Whether it was told to stop; what was read by then is stored.</summary>
    public required bool IsInterrupted { get; init; }

    public required TimeSpan Duration { get; init; }
}
