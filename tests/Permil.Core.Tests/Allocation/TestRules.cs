using Permil.Usage;

namespace Permil.Allocation;

/// <summary>Rules and events that tests of allocation write down briefly.</summary>
internal static class TestRules
{
    public static readonly DateTimeOffset Noon = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Reads rules as they are written in <c>allocation.yaml</c>.</summary>
    public static AllocationRules Read(string text)
    {
        using var reader = new StringReader(text);
        return AllocationRules.Read(reader, "allocation.yaml");
    }

    /// <summary>Reads rules, each of which is the rest of a line after its name: <c>r1</c>, <c>r2</c> and so on.</summary>
    public static AllocationRules ReadRules(params string[] rules) => Read(TextOf(rules));

    /// <summary>The text that <see cref="ReadRules"/> reads.</summary>
    public static string TextOf(params string[] rules) =>
        "allocation:\n" + string.Concat(rules.Select((rule, index) => $"  - {{ name: r{index + 1}, {rule} }}\n"));

    public static UsageEvent Event(params Measurement[] usage) =>
        new()
        {
            Id = "e1",
            Source = "app",
            Time = Noon,
            Model = "acme/llama-70b",
            Usage = usage,
        };

    public static UsageEvent EndpointHours(decimal hours) =>
        Event(new Measurement(Meters.DedicatedEndpointHours, hours)) with
        {
            Mode = Mode.Dedicated,
        };

    public static UsageEvent Tokens(string? tenant, decimal tokens) =>
        Event(new Measurement(Meters.InputTokens, tokens)) with
        {
            SubAccount = tenant,
        };

    public static UsageEvent WithTag(this UsageEvent usageEvent, string name, string value) =>
        usageEvent with
        {
            Tags = new Dictionary<string, string>(usageEvent.Tags, StringComparer.Ordinal) { [name] = value },
        };
}
