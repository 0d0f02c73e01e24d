namespace Permil.Billing.Charges;

/// <summary>Whose a charge is: values of the asked dimensions, compared one by one.</summary>
/// <param name="values">In the order of the keys; <see langword="null"/> where usage has none.</param>
public sealed class OwnerValues(IReadOnlyList<string?> values) : IEquatable<OwnerValues>
{
    public static readonly OwnerValues None = new([]);

    public IReadOnlyList<string?> Values { get; } = values;

    public bool Equals(OwnerValues? other) =>
        other is not null && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as OwnerValues);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values)
        {
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
