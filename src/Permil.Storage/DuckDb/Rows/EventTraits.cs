namespace Permil.Storage.DuckDb.Rows;

/// <summary>The codes of what an event is and whom it is for; 0 where it does not say.</summary>
internal readonly record struct EventTraits(
    int Kind,
    int Account,
    int SubAccount,
    int Feature,
    int Environment,
    int Tags
);
