namespace Permil.Rating;

/// <summary>The dimensions usage can be grouped by.</summary>
public enum GroupDimension
{
    Model,
    Provider,
    Mode,
    Meter,
    Sku,
    Account,
    SubAccount,
    Feature,
    Environment,
    Hour,
    Day,
    Month,
    Tag,

    /// <summary>All tags of an event as one value.</summary>
    Tags,
}
