namespace Permil.Rating;

/// <summary>The values of a group, compared one by one; a missing value comes last.</summary>
internal readonly struct GroupId(string?[] values) : IEquatable<GroupId>
{
    private readonly string?[] _values = values;

    public bool Equals(GroupId other) => _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => obj is GroupId other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Orders groups of the same keys by their values.</summary>
    public static int Compare(GroupId first, GroupId second)
    {
        for (var i = 0; i < first._values.Length; i++)
        {
            var comparison = (first._values[i], second._values[i]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                var (left, right) => string.CompareOrdinal(left, right),
            };
            if (comparison != 0)
            {
                return comparison;
            }
        }

        return 0;
    }
}
