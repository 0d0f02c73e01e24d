namespace Permil.Storage.Focus.Import;

/// <summary>What became of the rows of a provider, account and month.</summary>
/// <param name="Delivery">As it is stored now.</param>
/// <param name="RowsBefore">How many rows it had before; <see langword="null"/>: it is new.</param>
/// <param name="IsUnchanged">Whether the same rows were there already.</param>
public sealed record FocusImportedPart(FocusDelivery Delivery, long? RowsBefore, bool IsUnchanged);
