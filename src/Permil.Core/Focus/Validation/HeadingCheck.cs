namespace Permil.Focus.Validation;

/// <summary>Checks that need no more than the columns of a file.</summary>
internal static class HeadingCheck
{
    /// <returns>What is wrong; <see langword="null"/>: nothing.</returns>
    public static string? Fault(FocusCheck check, FileShape shape)
    {
        var names = shape.Columns.Select(column => column.Name).ToList();
        switch (check)
        {
            case FocusCheck.HasColumn(var column) when !shape.Has(column):
                var near = names.Find(name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase));
                return $"the file has no column {column}" + (near is null ? "" : $" (but {near})");
            case FocusCheck.HasColumnsOnce:
                var twice = names
                    .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
                    .Where(group => group.Count() > 1)
                    .Select(group => group.Key);
                return Listed("there more than once", twice);
            case FocusCheck.HasOwnColumnsMarked(var known):
                return Listed(
                    "neither the specification's nor begin with x_",
                    names.Where(name => !known.Contains(name) && !name.StartsWith("x_", StringComparison.Ordinal))
                );
            case FocusCheck.HasOwnColumnsLast(var known):
                var lastKnown = names.FindLastIndex(known.Contains);
                return Listed(
                    "before columns of the specification",
                    names.Where((name, i) => i < lastKnown && !known.Contains(name))
                );
            default:
                return null;
        }
    }

    private static string? Listed(string fault, IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        return list.Length == 0 ? null : $"{fault}: {list}";
    }
}
