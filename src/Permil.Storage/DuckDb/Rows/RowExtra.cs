using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>What only few events have.</summary>
/// <param name="MoreNumbers">Numbers beyond those with a column; <see langword="null"/> for none.</param>
/// <param name="Notes">See <see cref="EventNotes"/>.</param>
/// <param name="Revises">The event this one is a revision of.</param>
internal sealed record RowExtra(long[]? MoreNumbers, string? Notes, Revision? Revises);
