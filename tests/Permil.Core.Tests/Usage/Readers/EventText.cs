using System.Text;

namespace Permil.Usage.Readers;

/// <summary>Writes events in short texts for exact expectations.</summary>
internal static class EventText
{
    /// <summary>The quantities: <c>input_tokens=86 output_tokens=300</c>.</summary>
    public static string UsageOf(UsageEvent one) =>
        string.Join(' ', one.Usage.Select(m => $"{m.Meter.Name}={Quantity.Text(m.Quantity)}"));

    /// <summary>The attributes, by name.</summary>
    public static string AttributesOf(UsageEvent one) => Pairs(one.Attributes);

    /// <summary>All fields that say something.</summary>
    public static string Of(UsageEvent one)
    {
        var text = new StringBuilder($"{one.Source}/{one.Id} {one.Time:yyyy-MM-dd'T'HH:mm:ss.FFF} {one.Model}");
        Add(text, "provider", one.Provider);
        Add(text, "mode", one.Mode == Mode.Serverless ? null : ModeName.Of(one.Mode));
        Add(text, "account", one.Account);
        Add(text, "tenant", one.SubAccount);
        Add(text, "feature", one.Feature);
        Add(text, "env", one.Environment);
        Add(text, "tags", Pairs(one.Tags));
        Add(text, "|", UsageOf(one));
        Add(text, "|", AttributesOf(one));
        Add(text, "unsettled", one.UnsettledReason);
        Add(text, "cost", one.ReportedCost is { } cost ? $"{Quantity.Text(cost)} {one.ReportedCurrency}" : null);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(' ').Append(name).Append(name is "|" ? " " : ":").Append(value);
        }
    }

    private static string Pairs(IReadOnlyDictionary<string, string> pairs) =>
        string.Join(' ', pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
