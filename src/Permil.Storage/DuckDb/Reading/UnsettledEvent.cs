namespace Permil.Storage.DuckDb.Reading;

/// <summary>A stored event whose usage is not known.</summary>
/// <param name="Id">Its name within its source.</param>
/// <param name="Source">Who names it.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="Model">The model; empty when it is not known either.</param>
/// <param name="Account">Who is invoiced, as the rules allocate it.</param>
/// <param name="SubAccount">The tenant, as the rules allocate it.</param>
/// <param name="Reason">Why the usage is not known.</param>
/// <param name="ReportedCost">
/// What the source says it cost; of the gateway's calls what they were settled at. <see langword="null"/>: not said.
/// </param>
/// <param name="ReportedCurrency">ISO 4217.</param>
public sealed record UnsettledEvent(
    string Id,
    string Source,
    DateTimeOffset Time,
    string Model,
    string? Account,
    string? SubAccount,
    string Reason,
    decimal? ReportedCost,
    string ReportedCurrency
);
