namespace Permil.Usage.Metering;

/// <summary>What is kept of a JSON container by <see cref="JsonReduction"/>.</summary>
internal enum Kept : byte
{
    /// <summary>Nothing, not that it is there.</summary>
    Nothing,

    /// <summary>That it is there.</summary>
    Empty,

    /// <summary>Its numbers and texts, and of its containers what their names say.</summary>
    Record,

    /// <summary>An array: its first element as a record, and how many there are.</summary>
    Elements,

    /// <summary>The rest of <see cref="Elements"/>.</summary>
    MoreElements,

    /// <summary>An array of which each element is a record.</summary>
    Records,

    /// <summary>All of it.</summary>
    All,
}
