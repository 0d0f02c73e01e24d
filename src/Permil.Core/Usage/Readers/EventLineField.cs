namespace Permil.Usage.Readers;

/// <summary>The members of an event line that an <see cref="EventLine"/> knows.</summary>
internal enum EventLineField
{
    Id,
    Source,
    Provider,
    Model,
    Account,
    SubAccount,
    Feature,
    Environment,
    UnsettledReason,
    ReportedCurrency,

    // Texts stand before this, everything else behind.
    Time,
    Mode,
    ReportedCost,
    Tags,
    Attributes,
    Usage,
}
