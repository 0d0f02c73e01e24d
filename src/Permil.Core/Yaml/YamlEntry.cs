using System.Globalization;
using Permil.Usage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Permil.Yaml;

/// <summary>A place in a YAML file that knows its line and name, so that every complaint can say where.</summary>
internal sealed class YamlEntry
{
    private readonly string _file;
    private readonly string _name;
    private readonly YamlNode _node;

    private YamlEntry(string file, string name, YamlNode node)
    {
        _file = file;
        _name = name;
        _node = node;
    }

    /// <summary>Reads a file that is one YAML document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name for messages.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <exception cref="YamlFormatException">It is no YAML, or not one document.</exception>
    public static YamlEntry Load(TextReader text, string file, string what)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException exception)
        {
            throw new YamlFormatException(
                file,
                (int)exception.Start.Line,
                exception.InnerException?.Message ?? exception.Message
            );
        }
        catch (InvalidOperationException)
        {
            // The YAML reader gives up this way on some lines, and does not say which.
            throw new YamlFormatException(file, 1, "no YAML: look for a bracket that is left open, or indentation");
        }

        return yaml.Documents.Count == 1
            ? new YamlEntry(file, "the file", yaml.Documents[0].RootNode)
            : throw new YamlFormatException(file, 1, $"{yaml.Documents.Count} YAML documents; {what} is exactly one");
    }

    public int Line => (int)_node.Start.Line;

    public bool IsText => _node is YamlScalarNode;

    public bool IsList => _node is YamlSequenceNode;

    /// <summary>YAML's own word for nothing: <c>null</c> or <c>~</c> without quotes.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" };

    public void AllowOnly(params ReadOnlySpan<string> keys)
    {
        foreach (var key in Mapping().Children.Keys)
        {
            var name = Name(key);
            if (!keys.Contains(name))
            {
                throw Unknown(key, name, string.Join(", ", keys.ToArray()));
            }
        }
    }

    /// <param name="isKnown">Tells a key that may be here.</param>
    /// <param name="allowed">What <paramref name="isKnown"/> takes, for the message.</param>
    public void AllowOnly(Predicate<string> isKnown, string allowed)
    {
        foreach (var key in Mapping().Children.Keys)
        {
            var name = Name(key);
            if (!isKnown(name))
            {
                throw Unknown(key, name, allowed);
            }
        }
    }

    public YamlEntry Required(string key) =>
        Optional(key) ?? throw new YamlFormatException(_file, Line, $"'{key}' is missing in {_name}");

    public YamlEntry? Optional(string key) =>
        Mapping().Children.TryGetValue(new YamlScalarNode(key), out var node) ? new YamlEntry(_file, key, node) : null;

    public IEnumerable<KeyValuePair<string, YamlEntry>> Pairs()
    {
        foreach (var (key, node) in Mapping().Children)
        {
            var name = Name(key);
            yield return new(name, new YamlEntry(_file, name, node));
        }
    }

    public IEnumerable<YamlEntry> Items() =>
        _node is YamlSequenceNode sequence
            ? sequence.Children.Select(node => new YamlEntry(_file, _name, node))
            : throw Wrong(Kind(), "a list");

    public string Text() =>
        _node is YamlScalarNode { Value: { Length: > 0 } value }
            ? value
            : throw Wrong(Kind(), "a text that is not empty");

    public List<string> Texts() => Items().Select(item => item.Text()).ToList();

    public List<string> TextOrTexts() => IsText ? [Text()] : Texts();

    public string OneOf(params string[] allowed) =>
        allowed.Contains(Text(), StringComparer.Ordinal) ? Text() : throw Wrong(Text(), string.Join(", ", allowed));

    public bool Flag() => string.Equals(OneOf("true", "false"), "true", StringComparison.Ordinal);

    /// <summary>An amount of money, 0 or more.</summary>
    public decimal Amount() =>
        CountText.TryParsePlain(Text(), out var amount)
            ? amount
            : throw Wrong(Text(), "an amount of 0 or more, as in 0.15, of at most 28 digits");

    /// <summary>A number above 0, with K, M, B or T for thousands to trillions.</summary>
    public decimal Count() =>
        CountText.TryParse(Text(), out var count) && count > 0
            ? count
            : throw Wrong(Text(), "a number above 0, as in 131072 or 8.1B");

    /// <summary>A whole number above 0, with K, M, B or T for thousands to trillions.</summary>
    public long Whole(long most) =>
        CountText.TryParse(Text(), out var count) && count > 0 && count <= most && decimal.IsInteger(count)
            ? (long)count
            : throw Wrong(Text(), $"a whole number from 1 to {most}");

    /// <summary>A number of 0 or more, with K, M, B or T for thousands to trillions.</summary>
    public decimal CountOrZero() =>
        CountText.TryParse(Text(), out var count) && count >= 0
            ? count
            : throw Wrong(Text(), "a number of 0 or more, as in 3000 or 2M");

    public DateOnly Day() =>
        DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(Text(), "a day as in 2026-10-07");

    /// <summary>A day (its first instant) or an instant, UTC.</summary>
    public DateTimeOffset Instant() =>
        DateTimeOffset.TryParseExact(
            Text(),
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant
        )
            ? instant
            : throw Wrong(Text(), "a day or an instant in UTC, as in 2026-10-07 or 2026-10-07T12:00:00Z");

    public YamlFormatException Wrong(string found, string allowed) =>
        new(_file, Line, $"{_name}: found '{found}', allowed: {allowed}");

    private YamlFormatException Unknown(YamlNode key, string name, string allowed) =>
        new(_file, (int)key.Start.Line, $"unknown key '{name}' in {_name}; allowed: {allowed}");

    private YamlMappingNode Mapping() => _node as YamlMappingNode ?? throw Wrong(Kind(), "a mapping of keys to values");

    private string Name(YamlNode key) =>
        key is YamlScalarNode { Value: { } name }
            ? name
            : throw new YamlFormatException(_file, (int)key.Start.Line, $"a key in {_name} is no text");

    private string Kind() =>
        _node switch
        {
            YamlScalarNode scalar => scalar.Value ?? "",
            YamlSequenceNode => "a list",
            _ => "a mapping",
        };
}
