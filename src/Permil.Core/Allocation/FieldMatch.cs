using Permil.Usage;

namespace Permil.Allocation;

/// <summary>The values that one field may have.</summary>
internal sealed record FieldMatch(RuleField Field, IReadOnlyList<ValuePattern> AnyOf)
{
    public bool Matches(UsageEvent usageEvent)
    {
        var value = Field.ValueOf(usageEvent);
        foreach (var pattern in AnyOf)
        {
            if (pattern.Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}
