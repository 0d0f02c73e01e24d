using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>What is behind an exported row.</summary>
/// <param name="Row">The row as it is made now.</param>
/// <param name="Events">The first of the events behind it, in the order of time.</param>
/// <param name="EventCount">How many there are.</param>
/// <param name="Price">List price and agreed price of the first of them in words, with their sources, a fact a line.</param>
public sealed record FocusExplained(
    FocusRow Row,
    IReadOnlyList<FocusExplainedEvent> Events,
    long EventCount,
    IReadOnlyList<string> Price
);
