using System.Globalization;
using System.Text.Json;

namespace Permil.Rating.Bulk;

/// <summary>Where a JSON reader stands, as a dotted path; elements of arrays count from 0.</summary>
internal sealed class JsonPath
{
    private readonly List<string> _names = [];
    private readonly Stack<int> _indexes = new();
    private string? _pendingName;

    /// <summary>Moves along with a reader that has just read a token.</summary>
    public void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _pendingName = reader.GetString();
                break;
            case JsonTokenType.StartObject:
                Enter(-1);
                break;
            case JsonTokenType.StartArray:
                Enter(0);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _indexes.Pop();
                _names.RemoveAt(_names.Count - 1);
                break;
            default:
                SetLeaf(TakeName());
                break;
        }
    }

    /// <summary>The path of the value just read.</summary>
    public override string ToString() => string.Join('.', _names.Skip(1).Append(_leaf));

    private string _leaf = "";

    private void Enter(int firstIndex)
    {
        _names.Add(_indexes.Count == 0 ? "" : TakeName());
        _indexes.Push(firstIndex);
    }

    private void SetLeaf(string name) => _leaf = name;

    private string TakeName()
    {
        if (_pendingName is { } name)
        {
            _pendingName = null;
            return name;
        }

        if (_indexes.TryPop(out var index) && index >= 0)
        {
            _indexes.Push(index + 1);
            return index.ToString(CultureInfo.InvariantCulture);
        }

        return "";
    }
}
