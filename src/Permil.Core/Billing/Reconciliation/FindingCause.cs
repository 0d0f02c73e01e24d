namespace Permil.Billing.Reconciliation;

/// <summary>What a difference most likely comes from.</summary>
public enum FindingCause
{
    /// <summary>No known cause fits the figures.</summary>
    Unknown,

    /// <summary>Cached input counted as plain input, or twice, on one of the sides.</summary>
    CachedTokens,

    /// <summary>Batch work charged as serverless, or the other way round.</summary>
    BatchRate,

    /// <summary>The price of another time than that of the use.</summary>
    PriceChange,

    /// <summary>Calls of that day whose usage is not known here.</summary>
    UnsettledCalls,

    /// <summary>The usage is under another key, or of a key that never comes by here.</summary>
    OtherKey,

    /// <summary>The same usage, dated to a neighbouring day.</summary>
    DayBorder,

    /// <summary>The same usage counted twice on one of the sides.</summary>
    CountedTwice,

    /// <summary>The bill ends before the day, or in it.</summary>
    BillEnds,

    /// <summary>Quantity x unit price of the bill's line is not its cost.</summary>
    BillArithmetic,

    /// <summary>A price that another source says, as the price book notes.</summary>
    OtherSource,

    /// <summary>A round percentage below the list price.</summary>
    Discount,

    /// <summary>Nothing of the model is stored in the month.</summary>
    ModelNotStored,

    /// <summary>Nothing of the model is on the bill.</summary>
    ModelNotBilled,

    /// <summary>The table of products has no rule for the name.</summary>
    UnknownProduct,

    /// <summary>The price books have no price for it.</summary>
    NoListPrice,
}
