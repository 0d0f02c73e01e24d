namespace Permil.Focus.Export;

/// <summary>The quantities and costs of a row.</summary>
public readonly record struct FocusCosts(
    decimal ConsumedQuantity,
    decimal PricingQuantity,
    decimal List,
    decimal Contracted,
    decimal Effective,
    decimal Billed
);
