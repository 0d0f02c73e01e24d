namespace Permil.Storage.DuckDb.Reading;

/// <summary>A column of events that says whom they are for.</summary>
internal enum DimensionColumn
{
    Account,
    SubAccount,
    Feature,
    Environment,
    Tags,
}
