namespace Permil.Focus.Validation;

/// <summary>The columns of a file, found by name. Of several with one name the first counts.</summary>
internal sealed class FileShape
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public FileShape(IReadOnlyList<FocusFileColumn> columns)
    {
        Columns = columns;
        for (var i = 0; i < columns.Count; i++)
        {
            _places.TryAdd(columns[i].Name, i);
        }
    }

    public IReadOnlyList<FocusFileColumn> Columns { get; }

    /// <summary>-1: there is no such column.</summary>
    public int IndexOf(string name) => _places.GetValueOrDefault(name, -1);

    public bool Has(string name) => _places.ContainsKey(name);

    public FocusValueKind KindOf(string name) =>
        IndexOf(name) is var place and >= 0 ? Columns[place].Kind : FocusValueKind.Untyped;
}
