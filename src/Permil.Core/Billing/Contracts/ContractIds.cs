using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>The ids that rules and credits of one contract have so far: no two have the same.</summary>
internal sealed class ContractIds
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the id of a rule or a credit.</summary>
    public string Of(YamlEntry entry)
    {
        var place = entry.Required("id");
        var id = ContractText.Id(place);
        return _lines.TryAdd(id, place.Line)
            ? id
            : throw place.Wrong(id, $"an id of its own, in whatever case; line {_lines[id]} has this one");
    }
}
