using Permil.Billing.Contracts;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>A match in a cell: <c>model=openai/* mode=batch</c>.</summary>
internal static class ChargeMatchText
{
    public static string Of(ChargeMatch match)
    {
        string[] parts =
        [
            Part("provider", match.Providers),
            Part("model", match.Models),
            Part("class", match.Classes),
            Part("mode", match.Modes.Select(ModeName.Of)),
            Part("meter", match.Meters),
            Part("sku", match.Skus),
            .. match
                .Where.OrderBy(condition => condition.Key, StringComparer.Ordinal)
                .Select(condition => $"{condition.Key}={condition.Value}"),
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private static string Part(string name, IEnumerable<string> values)
    {
        var text = string.Join(',', values);
        return text.Length == 0 ? "" : $"{name}={text}";
    }
}
