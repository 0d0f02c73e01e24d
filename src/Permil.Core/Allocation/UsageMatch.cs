using Permil.Usage;

namespace Permil.Allocation;

/// <summary>Which usage a rule is about: every field must have one of its values. No field: all usage.</summary>
internal sealed class UsageMatch(IReadOnlyList<FieldMatch> fields)
{
    public bool IsEverything => fields.Count == 0;

    public IEnumerable<DimensionKey> Keys => fields.SelectMany(asked => asked.Field.Keys);

    public bool Matches(UsageEvent usageEvent)
    {
        foreach (var field in fields)
        {
            if (!field.Matches(usageEvent))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same without what it asks of some fields.</summary>
    public UsageMatch Without(params ReadOnlySpan<string> names)
    {
        var left = new List<FieldMatch>();
        foreach (var field in fields)
        {
            if (!names.Contains(field.Field.Name))
            {
                left.Add(field);
            }
        }

        return new UsageMatch(left);
    }
}
