namespace Permil.Storage.DuckDb.Rows;

internal enum SlotPart
{
    /// <summary>Whole units of a meter.</summary>
    Whole,

    /// <summary>What is left of a quantity, in 10^-12 of the meter's unit.</summary>
    Fraction,

    /// <summary>An attribute that is a count and that no price depends on.</summary>
    Note,
}
