namespace Permil.Usage.Readers;

/// <summary>
/// Where an application's own log lines keep their fields: dotted JSON paths and CSV columns to fields.
/// Names are read whatever their case.
/// </summary>
/// <remarks>Immutable; one map serves any number of readers and threads.</remarks>
public sealed class FieldMap
{
    private readonly FieldMapNode _root = new();

    /// <summary>The built-in places, and before them the caller's own.</summary>
    /// <param name="map">Field name (see <see cref="LogFieldName"/>) to dotted path, column name or column number.</param>
    /// <exception cref="ArgumentException">A field name is not known.</exception>
    public FieldMap(IReadOnlyDictionary<string, string> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var columns = new Dictionary<int, LogFieldBinding>();
        foreach (var (fieldName, path) in map)
        {
            if (!LogFieldName.TryParse(fieldName, out var field, out var name))
            {
                throw new ArgumentException(
                    $"no field is named '{fieldName}'; allowed: {LogFieldName.Allowed}",
                    nameof(map)
                );
            }

            var binding = new LogFieldBinding(field, 0, name);
            if (int.TryParse(path, out var column) && column > 0)
            {
                columns[column] = binding;
            }
            else
            {
                _root.Add(path, binding);
            }
        }

        HasOwnPaths = map.Count > columns.Count;
        Columns = columns;
        foreach (var (path, binding) in FieldMapDefaults.All)
        {
            _root.Add(path, binding);
        }
    }

    /// <summary>The map without any places of the caller's own.</summary>
    public static FieldMap Default { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Whether the caller named paths of their own.</summary>
    public bool HasOwnPaths { get; }

    /// <summary>CSV columns the caller named by number, from 1.</summary>
    public IReadOnlyDictionary<int, LogFieldBinding> Columns { get; }

    internal FieldMapNode Root => _root;

    /// <summary>Finds what a place means.</summary>
    /// <param name="dottedPath">The path from the record's root, or the column's name.</param>
    /// <param name="binding">The meaning.</param>
    /// <returns><see langword="false"/> when nothing is read there.</returns>
    public bool TryFind(string dottedPath, out LogFieldBinding binding)
    {
        ArgumentNullException.ThrowIfNull(dottedPath);
        var node = _root.Find(dottedPath);
        binding = node?.Binding ?? default;
        return node?.Binding is not null;
    }
}
