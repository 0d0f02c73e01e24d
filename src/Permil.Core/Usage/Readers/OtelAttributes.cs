using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>A list of OpenTelemetry key-value pairs as their OTLP JSON form writes it.</summary>
internal sealed class OtelAttributes
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public OtelAttributes(JsonElement owner)
    {
        if (!owner.TryArray("attributes", out var pairs))
        {
            return;
        }

        foreach (var pair in pairs.EnumerateArray())
        {
            if (pair.TextOrNothing("key") is { } key && pair.TryObject("value", out var value))
            {
                foreach (var member in value.EnumerateObject())
                {
                    if (
                        member.Value.ValueKind
                        is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                    )
                    {
                        _values[key] = member.Value.ToString();
                    }
                }
            }
        }
    }

    /// <summary>All pairs, by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _values;

    /// <summary>The first of the names that has a value.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var value) && value.Length > 0)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The first of the names that has a value, as a count.</summary>
    /// <exception cref="UsageFormatException">The value is no count.</exception>
    public decimal? Count(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var value) && value.Length > 0)
            {
                return Quantity.Count(name, value);
            }
        }

        return null;
    }

    public bool HasPrefix(string prefix)
    {
        foreach (var name in _values.Keys)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
