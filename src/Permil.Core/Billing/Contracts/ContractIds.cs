using Permil.Billing.Bills;
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
        if (string.Equals(id, BillLineKey.Rounding, StringComparison.OrdinalIgnoreCase))
        {
            throw place.Wrong(id, "another id; this one names the line that rounds an invoice");
        }

        return _lines.TryAdd(id, place.Line)
            ? id
            : throw place.Wrong(id, $"an id of its own, in whatever case; line {_lines[id]} has this one");
    }
}
