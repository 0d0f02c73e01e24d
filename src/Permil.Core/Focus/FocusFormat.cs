namespace Permil.Focus;

/// <summary>How a value is written.</summary>
public enum FocusFormat
{
    /// <summary>Freely, or as one of the column's allowed values.</summary>
    None,

    /// <summary><c>-12.5</c>, <c>1.2E-7</c>: no plus sign, separators or units.</summary>
    Numeric,

    /// <summary><c>2026-10-01T00:00:00Z</c>: UTC.</summary>
    DateTime,

    /// <summary>A code of ISO 4217; in <c>PricingCurrency</c> a virtual currency's name too.</summary>
    Currency,

    /// <summary><c>Hours</c>, <c>1000000 Tokens</c>, <c>GB/Hour</c>.</summary>
    Unit,

    /// <summary>A JSON object whose values are texts, numbers, true, false or null.</summary>
    KeyValue,

    /// <summary>A JSON object with a list of objects: <c>{"Elements":[...]}</c>.</summary>
    JsonObject,
}
