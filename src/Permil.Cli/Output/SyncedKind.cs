using Permil.Server.Sync;
using Permil.Storage.DuckDb.Importing;

namespace Permil.Cli.Output;

/// <summary>What a sync did with one kind of resource.</summary>
/// <param name="Read">What was read of it.</param>
/// <param name="Stored">What became of its events.</param>
internal sealed record SyncedKind(SyncPartSummary Read, ImportSummary Stored);
