namespace Permil.Server.Sync.Together;

/// <summary>What the service said of everything of one kind that runs.</summary>
internal sealed class Sighting
{
    /// <summary>What was read, by id.</summary>
    public SortedDictionary<string, IReadOnlyList<Lane>> Lanes { get; } = new(StringComparer.Ordinal);

    /// <summary>What is there but could not be read: neither counted nor taken to have ended.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether something could not even be told by its id: then nothing is taken to have ended.</summary>
    public bool HasNameless { get; set; }
}
