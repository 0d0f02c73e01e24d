namespace Permil.Storage.DuckDb.Writing;

/// <summary>What became of a batch.</summary>
/// <param name="New">Events that were stored.</param>
/// <param name="Duplicates">Events that were there before and say the same.</param>
/// <param name="Conflicts">Events whose id is there with another content.</param>
/// <param name="NewConflicts">Those of them that were not known before.</param>
internal readonly record struct BatchOutcome(int New, int Duplicates, int Conflicts, int NewConflicts);
