namespace Permil.Storage.DuckDb;

public enum StoreAccess
{
    /// <summary>Others may read at the same time; nothing is written, not even to a folder without a store.</summary>
    Read,

    /// <summary>Nobody else may have the store open.</summary>
    Write,
}
