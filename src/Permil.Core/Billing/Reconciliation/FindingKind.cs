namespace Permil.Billing.Reconciliation;

/// <summary>In what the bill and the stored usage differ.</summary>
public enum FindingKind
{
    /// <summary>Both have the line with different quantities.</summary>
    QuantityDiffers,

    /// <summary>The quantity is right, but the bill charges another price for it.</summary>
    PriceDiffers,

    /// <summary>On the bill, not stored.</summary>
    MissingHere,

    /// <summary>Stored, not on the bill.</summary>
    MissingThere,

    /// <summary>The same quantity on both sides, but no price book says what it should cost.</summary>
    NoPriceHere,

    /// <summary>The bill has a product that the table of products does not know.</summary>
    NotUnderstood,
}
