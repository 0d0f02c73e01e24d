using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>The members of Permil's own event lines, some of which go by two names.</summary>
internal static class PermilEventFields
{
    private static readonly string[] All =
    [
        "id",
        "source",
        "time",
        "provider",
        "model",
        "mode",
        "account",
        "subAccount",
        "tenant",
        "feature",
        "environment",
        "env",
        "tags",
        "attributes",
        "usage",
        "unsettledReason",
        "reportedCost",
        "reportedCurrency",
        "amends",
        "retracts",
        "recordedAt",
    ];

    /// <summary>A slip in a name would leave out whose usage it is, and for good.</summary>
    /// <exception cref="UsageFormatException">There is a member that no event line has.</exception>
    public static void Check(JsonElement record)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (!All.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new UsageFormatException(
                    $"{JsonFields.Shorten(member.Name)}: found a field that events do not have, allowed: "
                        + string.Join(", ", All)
                );
            }
        }
    }

    /// <summary>The text of a member that has another name too.</summary>
    /// <exception cref="UsageFormatException">Both names are there and say different things.</exception>
    public static string? Text(JsonElement record, string name, string otherName)
    {
        var (text, other) = (record.Text(name), record.Text(otherName));
        return text is null || other is null || string.Equals(text, other, StringComparison.Ordinal)
            ? text ?? other
            : throw new UsageFormatException(
                $"{otherName}: found '{JsonFields.Shorten(other)}' beside {name} '{JsonFields.Shorten(text)}', allowed: one of them"
            );
    }
}
