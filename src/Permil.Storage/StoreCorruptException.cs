namespace Permil.Storage;

/// <summary>A file of the store does not hold what was written to it.</summary>
public sealed class StoreCorruptException(string path, string found) : IOException($"{path}: {found}")
{
    public string Path { get; } = path;
}
