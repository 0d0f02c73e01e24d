namespace Permil.Billing.Reconciliation;

/// <summary>One line as each side has it.</summary>
/// <param name="Line">What is compared; of a product that is not understood the day, its name for the model, and the key.</param>
/// <param name="QuantityHere">Stored; <see langword="null"/>: nothing is.</param>
/// <param name="ListCostHere">By the price books; <see langword="null"/>: nothing is stored, or it has no price.</param>
/// <param name="QuantityThere">On the bill; <see langword="null"/>: nothing is, or the bill gives no quantity.</param>
/// <param name="CostThere">On the bill; <see langword="null"/>: nothing is.</param>
/// <param name="Where">The first of the bill's lines; <see langword="null"/>: there is none.</param>
public sealed record FindingSides(
    FindingLine Line,
    decimal? QuantityHere,
    decimal? ListCostHere,
    decimal? QuantityThere,
    decimal? CostThere,
    string? Where
);
