namespace Permil.Storage.DuckDb.Rows;

/// <summary>A column of events that says whom they are for.</summary>
internal enum DimensionColumn
{
    Account,
    SubAccount,
    Feature,
    Environment,
    Tags,
}
