namespace Permil.Storage.DuckDb.Rows;

/// <summary>Texts by their codes, from 1 and for ever. 0 is no text. New ones wait to be stored with the next events.</summary>
/// <param name="table">The table they are stored in.</param>
internal sealed class TextTable(string table)
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private int _taken;

    public int Count => _texts.Count;

    public void Load(int code, string text)
    {
        if (code != Count + 1 || !_codes.TryAdd(text, code))
        {
            throw new InvalidDataException($"the table {table} has no code {Count + 1}, or a text twice");
        }

        _texts.Add(text);
        _taken = Count;
    }

    public int CodeOf(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        if (!_codes.TryGetValue(text, out var code))
        {
            _texts.Add(text);
            _codes.Add(text, code = Count);
        }

        return code;
    }

    /// <returns><see langword="null"/> for a text that no event has; not 0, which says that an event has none.</returns>
    public int? Find(string text) => _codes.TryGetValue(text, out var code) ? code : null;

    public string? TextOf(int code) => code == 0 ? null : _texts[code - 1];

    /// <summary>Texts that were not taken before, with their codes.</summary>
    public List<(int Code, string Text)> TakeNew()
    {
        var added = new List<(int Code, string Text)>();
        for (; _taken < _texts.Count; _taken++)
        {
            added.Add((_taken + 1, _texts[_taken]));
        }

        return added;
    }
}
