using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>What is behind an exported row.</summary>
/// <param name="Row">The row as it is made now.</param>
/// <param name="Events">The first of the events behind it, in the order of time.</param>
/// <param name="EventCount">How many there are.</param>
/// <param name="Price">List price, agreed price and commitment in words, with their sources, a fact a line.</param>
public sealed record FocusExplained(
    FocusRow Row,
    IReadOnlyList<FocusExplainedEvent> Events,
    long EventCount,
    IReadOnlyList<string> Price
)
{
    /// <summary>What all of the events come to, in the unit of the meter; the row has a part of it where it is not alone.</summary>
    public decimal EventQuantity { get; init; }

    /// <summary>Columns of the file that was asked about that are others now.</summary>
    public IReadOnlyList<FocusChangedColumn> Changed { get; init; } = [];
}
