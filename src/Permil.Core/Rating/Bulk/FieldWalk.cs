using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Rating.Bulk;

/// <summary>Follows a JSON reader through the places of a field map, by the same rules as <see cref="AppLogReader"/>.</summary>
internal sealed class FieldWalk(FieldMap map)
{
    private readonly record struct Frame(FieldMapNode? Node, bool IsArray);

    private readonly Stack<Frame> _frames = new();
    private string _name = "";

    /// <summary>What the value just read means; <see langword="null"/> when nothing is read there.</summary>
    public LogFieldBinding? Binding { get; private set; }

    /// <summary>Whether the value just read can say which format the record has.</summary>
    public bool NamesFormat => !IsInArray && _name is "object" or "type";

    /// <summary>Whether a list of tags was passed: what each of its texts means, the text says.</summary>
    public bool HasTagList { get; private set; }

    private bool IsInArray => _frames.TryPeek(out var frame) && frame.IsArray;

    /// <summary>Moves along with a reader that has just read a token.</summary>
    public void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _name = reader.GetString()!;
                break;
            case JsonTokenType.StartObject:
                var inside = _frames.Count == 0 ? map.Root : Place();
                var isEntered = inside is { HasChildren: true } && _frames.Count <= AppLogReader.MaxDepth;
                _frames.Push(new Frame(isEntered ? inside : null, IsArray: false));
                break;
            case JsonTokenType.StartArray:
                HasTagList |= Place()?.TagPrecedence is not null;
                _frames.Push(new Frame(null, IsArray: true));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _frames.Pop();
                break;
            default:
                Binding = Place()?.Binding;
                break;
        }
    }

    /// <summary>Within a list there is none.</summary>
    private FieldMapNode? Place() => _frames.Peek().Node?.Find(_name);
}
