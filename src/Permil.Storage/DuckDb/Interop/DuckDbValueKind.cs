namespace Permil.Storage.DuckDb.Interop;

/// <summary>What a <see cref="DuckDbValue"/> is bound as.</summary>
internal enum DuckDbValueKind
{
    Null,
    Boolean,
    Int32,
    Int64,
    UInt64,
    Int128,
    Decimal,
    Double,
    Timestamp,
    Text,
    Blob,
}
