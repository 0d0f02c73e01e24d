using System.Diagnostics.CodeAnalysis;
using Permil.Usage;

namespace Permil.Allocation;

/// <summary>A name in <c>match</c>, or in braces, and the recorded values it stands for.</summary>
internal sealed class RuleField
{
    /// <summary>What <see cref="TryParse"/> takes, for messages.</summary>
    public const string Allowed =
        "key, source, provider, model, mode, account, subAccount, feature, environment, tag:NAME";

    /// <summary>The API key: the tag that the source has it in.</summary>
    private static readonly DimensionKey[] ApiKey = [DimensionKey.OfTag("api_key_id"), DimensionKey.OfTag("key")];

    private RuleField(string name, DimensionKey[] keys)
    {
        Name = name;
        Keys = keys;
    }

    public string Name { get; }

    /// <summary>The first that has a value counts.</summary>
    public IReadOnlyList<DimensionKey> Keys { get; }

    /// <summary>Names of providers and models are compared whatever their case, as in price books.</summary>
    public StringComparison Comparison =>
        Keys[0].Dimension is AllocationDimension.Provider or AllocationDimension.Model
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;

    public static bool TryParse(string name, [NotNullWhen(true)] out RuleField? field)
    {
        field = name switch
        {
            "key" => new(name, ApiKey),
            "source" => Single(AllocationDimension.Source),
            "provider" => Single(AllocationDimension.Provider),
            "model" => Single(AllocationDimension.Model),
            "mode" => Single(AllocationDimension.Mode),
            "account" => Single(AllocationDimension.Account),
            "subAccount" => Single(AllocationDimension.SubAccount),
            "feature" => Single(AllocationDimension.Feature),
            "environment" => Single(AllocationDimension.Environment),
            _ when IsTag(name) => new(name, [DimensionKey.OfTag(name[DimensionKey.TagPrefix.Length..])]),
            _ => null,
        };
        return field is not null;

        RuleField Single(AllocationDimension dimension) => new(name, [new DimensionKey(dimension)]);
    }

    public string? ValueOf(UsageEvent usageEvent)
    {
        foreach (var key in Keys)
        {
            if (key.ValueOf(usageEvent) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static bool IsTag(string name) =>
        name.StartsWith(DimensionKey.TagPrefix, StringComparison.Ordinal)
        && name.Length > DimensionKey.TagPrefix.Length;
}
