namespace Permil.Storage.DuckDb.Interop;

/// <summary>A column of a result.</summary>
internal sealed record DuckDbColumn(string Name, DuckDbColumnType Type);
