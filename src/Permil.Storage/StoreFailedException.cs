namespace Permil.Storage;

/// <summary>Writing to the store has failed before: it must be opened again to know what is on disk.</summary>
public sealed class StoreFailedException(Exception cause)
    : IOException($"an earlier write failed ({cause.Message}); open the store again to go on", cause);
