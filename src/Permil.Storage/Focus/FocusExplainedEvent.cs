namespace Permil.Storage.Focus;

/// <summary>An event behind a row, with the part of it that is in rows of this kind.</summary>
/// <param name="Id">Its id within the source.</param>
/// <param name="Source">Who names it.</param>
/// <param name="Time">When it happened.</param>
/// <param name="ConsumedQuantity">In the unit of the meter.</param>
/// <param name="ListCost">At list prices.</param>
/// <param name="ContractedCost">At the account's own.</param>
public sealed record FocusExplainedEvent(
    string Id,
    string Source,
    DateTimeOffset Time,
    decimal ConsumedQuantity,
    decimal ListCost,
    decimal ContractedCost
);
