using System.Text;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>A value to set: text in which <c>{tag:team}</c> stands for what the event has there.</summary>
internal sealed class ValueTemplate
{
    /// <summary>Text and fields in turn, as they are written.</summary>
    private readonly List<(string Text, RuleField? Field)> _parts;

    private ValueTemplate(List<(string Text, RuleField? Field)> parts) => _parts = parts;

    public IEnumerable<DimensionKey> Keys => _parts.SelectMany(part => part.Field?.Keys ?? []);

    /// <returns>What is wrong with the text; <see langword="null"/> when nothing is.</returns>
    public static string? TryParse(string text, out ValueTemplate template)
    {
        var parts = new List<(string Text, RuleField? Field)>();
        template = new ValueTemplate(parts);
        var start = 0;
        while (start < text.Length)
        {
            var open = text.IndexOfAny(['{', '}'], start);
            if (open < 0)
            {
                break;
            }

            if (open + 1 < text.Length && text[open + 1] == text[open])
            {
                parts.Add((text[start..(open + 1)], null));
                start = open + 2;
                continue;
            }

            var close = text[open] == '{' ? text.IndexOf('}', open) : -1;
            if (close < 0)
            {
                return "a pair of braces around a name, as in {tag:team}; {{ and }} are the braces themselves";
            }

            if (!RuleField.TryParse(text[(open + 1)..close], out var field))
            {
                return $"between braces: {RuleField.Allowed}";
            }

            parts.Add((text[start..open], null));
            parts.Add(("", field));
            start = close + 1;
        }

        parts.Add((text[start..], null));
        return null;
    }

    /// <returns><see langword="null"/> when the event has no value for one of the names.</returns>
    public string? ValueFor(UsageEvent usageEvent)
    {
        if (_parts.Count == 1)
        {
            return _parts[0].Text;
        }

        var value = new StringBuilder();
        foreach (var (text, field) in _parts)
        {
            var part = field is null ? text : field.ValueOf(usageEvent);
            if (part is null)
            {
                return null;
            }

            value.Append(part);
        }

        return value.ToString();
    }
}
