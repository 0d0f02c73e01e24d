using Permil.Billing.Bills;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>
/// The ids that rules and credits of one contract have so far. No two have the same, but for a rule that takes the place of
/// one that was withdrawn: what was bought and used under it goes on.
/// </summary>
internal sealed class ContractIds
{
    private readonly Dictionary<string, List<(DateOnly? Agreed, DateOnly? Withdrawn, int Line)>> _known = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Reads the id of a rule or a credit.</summary>
    /// <param name="entry">The rule or credit.</param>
    /// <param name="agreed">The day a rule was agreed; <see langword="null"/> for a credit.</param>
    /// <param name="withdrawn">The day a rule was withdrawn.</param>
    public string Of(YamlEntry entry, DateOnly? agreed = null, DateOnly? withdrawn = null)
    {
        var place = entry.Required("id");
        var id = ContractText.Id(place);
        if (string.Equals(id, BillLineKey.Rounding, StringComparison.OrdinalIgnoreCase))
        {
            throw place.Wrong(id, "another id; this one names the line that rounds an invoice");
        }

        if (!_known.TryGetValue(id, out var same))
        {
            _known.Add(id, same = []);
        }

        foreach (var other in same)
        {
            if (!(other.Withdrawn <= agreed || withdrawn <= other.Agreed))
            {
                throw place.Wrong(id, $"an id of its own, in whatever case; line {other.Line} has this one");
            }
        }

        same.Add((agreed, withdrawn, place.Line));
        return id;
    }
}
