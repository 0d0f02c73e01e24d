namespace Permil.Storage;

/// <summary>Writing to the store has failed before: it must be opened again to know what is on disk.</summary>
public sealed class StoreFailedException() : IOException("an earlier write failed; open the store again to go on");
