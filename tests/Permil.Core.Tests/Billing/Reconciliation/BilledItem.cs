namespace Permil.Billing.Reconciliation;

/// <summary>A line of a generated bill.</summary>
/// <param name="Line">What it is for.</param>
/// <param name="Product">What the bill calls it.</param>
/// <param name="Quantity">How much.</param>
/// <param name="UnitPrice">For one token.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Hour">The hour of its window; <see langword="null"/>: the window is the day.</param>
internal sealed record BilledItem(
    MonthLine Line,
    string Product,
    decimal Quantity,
    decimal UnitPrice,
    decimal Cost,
    int? Hour = null
);
