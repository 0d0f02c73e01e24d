using Permil.Usage;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>What one whole number of a stored event is of.</summary>
/// <param name="Part">Which part of a quantity, or a noted count.</param>
/// <param name="Name">The meter, or the attribute.</param>
/// <remarks>
/// A quantity is stored as its whole part and, where it has one, its fraction in 10^-12: both are whole numbers, so that
/// sums are exact at any length.
/// </remarks>
internal readonly record struct Slot(SlotPart Part, string Name)
{
    public const decimal FractionUnit = 0.000_000_000_001m;

    private const string FractionMark = "/10^12";
    private const string NoteMark = "#";

    /// <summary>As it is written in the table of kinds.</summary>
    public string Text =>
        Part switch
        {
            SlotPart.Whole => Name,
            SlotPart.Fraction => Name + FractionMark,
            _ => NoteMark + Name,
        };

    public static Slot Parse(string text) =>
        text.StartsWith(NoteMark, StringComparison.Ordinal) ? new Slot(SlotPart.Note, text[NoteMark.Length..])
        : text.EndsWith(FractionMark, StringComparison.Ordinal)
            ? new Slot(SlotPart.Fraction, text[..^FractionMark.Length])
        : new Slot(SlotPart.Whole, text);

    /// <summary>What a number in the slot adds to the quantity of its meter.</summary>
    public decimal QuantityOf(Int128 number) =>
        Part == SlotPart.Fraction ? Rating.Exact.Multiply((decimal)number, FractionUnit) : (decimal)number;

    /// <summary>The meter; a price book's own is known by its name only.</summary>
    public Meter Meter => Meters.TryFind(Name, out var meter) ? meter : new Meter(Name, "unit");
}
