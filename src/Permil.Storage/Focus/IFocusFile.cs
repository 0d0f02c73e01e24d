namespace Permil.Storage.Focus;

/// <summary>A file that rows are written to, one after another.</summary>
internal interface IFocusFile<in TRow> : IDisposable
{
    /// <exception cref="Rating.InexactAmountException">A number of this row, or one before it, has more digits than the file holds.</exception>
    void Write(TRow row);

    /// <summary>Ends the file: it is whole and on disk when this returns.</summary>
    /// <inheritdoc cref="Write"/>
    void Finish();
}
