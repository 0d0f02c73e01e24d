namespace Permil.Storage.Focus.Import;

/// <summary>What became of the rows of a provider, account and month.</summary>
/// <param name="Delivery">As it is stored now.</param>
/// <param name="RowsBefore">How many rows it had before; <see langword="null"/>: it is new.</param>
/// <param name="IsUnchanged">Whether the same rows were there already.</param>
public sealed record FocusImportedPart(FocusDelivery Delivery, long? RowsBefore, bool IsUnchanged)
{
    /// <summary>
    /// How many rows came and were not put into the place of more, since others of the import were rejected;
    /// <see langword="null"/>: they are stored.
    /// </summary>
    public long? RowsNotTaken { get; init; }

    /// <summary>
    /// Other names that the account and month were imported under before: where a provider calls itself otherwise now, the
    /// same charges are there twice.
    /// </summary>
    public IReadOnlyList<string> OtherProviders { get; init; } = [];
}
