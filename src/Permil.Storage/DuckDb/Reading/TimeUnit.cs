namespace Permil.Storage.DuckDb.Reading;

/// <summary>What sums are apart by, beside the cuts where prices change.</summary>
internal enum TimeUnit
{
    None,
    Day,
    Hour,
}
