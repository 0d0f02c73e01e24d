namespace Permil.Budgets;

/// <summary>Whose calls a budget holds. All that is said must hold; nothing said: every call.</summary>
public sealed record BudgetScope
{
    public string? Account { get; init; }

    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    /// <summary>A model as the price book names it, or as calls name it.</summary>
    public string? Model { get; init; }

    /// <summary>The id of a key.</summary>
    public string? Key { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether another scope says the same, its tags in whatever order.</summary>
    public bool IsSameAs(BudgetScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Tags = other.Tags } == other
            && Tags.Count == other.Tags.Count
            && Tags.All(tag => other.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);
    }
}
