namespace Permil.Storage;

/// <summary>A store was written by a later version of the program.</summary>
public sealed class StoreVersionException(string path, int found, int known)
    : IOException(
        $"{path}: written by a later version of permil (format {found}, this one knows up to {known}); use that version"
    )
{
    public int Found { get; } = found;

    public int Known { get; } = known;
}
