using Permil.Usage;

namespace Permil.Storage.DuckDb.Writing;

/// <summary>A stored event that revises another.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Id">The hash of its (source, id).</param>
/// <param name="Source">Of both.</param>
/// <param name="Revision">What it does to which.</param>
/// <param name="Recorded">When it was recorded, in 100 ns since 1970: of several the latest counts.</param>
internal sealed record NewRevision(long Sequence, UInt128 Id, string Source, Revision Revision, long Recorded);
