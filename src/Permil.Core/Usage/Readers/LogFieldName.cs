using System.Diagnostics.CodeAnalysis;

namespace Permil.Usage.Readers;

/// <summary>The field names that <c>--map</c> and defaults take.</summary>
public static class LogFieldName
{
    /// <summary>Attributes that a log line may carry under <c>attributes</c>, and a map may name.</summary>
    internal static readonly string[] AttributeNames =
    [
        Permil.Usage.Attribute.Width,
        Permil.Usage.Attribute.Height,
        Permil.Usage.Attribute.Steps,
        Permil.Usage.Attribute.Resolution,
        Permil.Usage.Attribute.Quality,
        Permil.Usage.Attribute.Seconds,
        Permil.Usage.Attribute.Gpu,
        Permil.Usage.Attribute.Term,
        Permil.Usage.Attribute.Method,
        Permil.Usage.Attribute.Objective,
        Permil.Usage.Attribute.ServiceTier,
        Permil.Usage.Attribute.Variant,
        Permil.Usage.Attribute.Direction,
        Permil.Usage.Attribute.Parameters,
        Permil.Usage.Attribute.Architecture,
        Permil.Usage.Attribute.Requests,
        Permil.Usage.Attribute.Outcome,
    ];

    private static readonly Dictionary<string, LogField> Fields = FieldsByName();

    /// <summary>The names in one line, for messages and help.</summary>
    public static string Allowed { get; } =
        "id, source, time, provider, model, mode, account, subAccount (tenant), feature, environment (env), promptTokens, "
        + "inputTokens, outputTokens, cachedTokens, cachedInsidePrompt, cachedOutsideInput, cacheWriteTokens, "
        + "cacheWrite1hTokens, reasoningTokens, totalTokens, reportedCost, tag:NAME, a meter or an attribute";

    /// <summary>Names are read whatever their case, with or without <c>-</c> and <c>_</c>.</summary>
    /// <param name="text">The name.</param>
    /// <param name="field">The field.</param>
    /// <param name="name">The meter, attribute or tag, for the fields that have one.</param>
    /// <returns><see langword="false"/> when no field has the name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out LogField field, out string? name)
    {
        (field, name) = (default, null);
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text.StartsWith("tag:", StringComparison.OrdinalIgnoreCase) && text.Length > 4)
        {
            (field, name) = (LogField.Tag, text[4..]);
            return true;
        }

        if (Fields.TryGetValue(Plain(text), out field))
        {
            return true;
        }

        var underscored = text.ToLowerInvariant().Replace('-', '_');
        if (Meters.TryFind(underscored, out var meter))
        {
            (field, name) = (LogField.MeterQuantity, meter.Name);
            return true;
        }

        if (Array.IndexOf(AttributeNames, underscored) >= 0)
        {
            (field, name) = (LogField.Attribute, underscored);
            return true;
        }

        return false;
    }

    private static Dictionary<string, LogField> FieldsByName()
    {
        var fields = new Dictionary<string, LogField>(StringComparer.Ordinal);
        foreach (var field in Enum.GetValues<LogField>())
        {
            if (field is not (LogField.MeterQuantity or LogField.Attribute or LogField.Tag))
            {
                fields.Add(Plain(field.ToString()), field);
            }
        }

        fields.Add("tenant", LogField.SubAccount);
        fields.Add("env", LogField.Environment);
        fields.Add("completiontokens", LogField.OutputTokens);
        fields.Add("cost", LogField.ReportedCost);
        fields.Add("cachedinputtokens", LogField.CachedTokens);
        return fields;
    }

    private static string Plain(string text) =>
        text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
