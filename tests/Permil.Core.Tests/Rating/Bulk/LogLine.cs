namespace Permil.Rating.Bulk;

/// <summary>One line of a log whose lines all have the same fields.</summary>
internal sealed record LogLine
{
    public string Id { get; init; } = "a";

    /// <summary>As JSON: a text or a number.</summary>
    public string Time { get; init; } = "\"2026-06-03T12:00:00Z\"";

    public string Provider { get; init; } = "acme";

    public string Model { get; init; } = "m";

    public string Mode { get; init; } = "sync";

    public string Tenant { get; init; } = "t";

    public string Feature { get; init; } = "f";

    public string Env { get; init; } = "e";

    public long Prompt { get; init; } = 100;

    public long Cached { get; init; } = 40;

    public long Output { get; init; } = 7;

    public override string ToString() =>
        $$$"""{"id":"{{{Id}}}","ts":{{{Time}}},"provider":"{{{Provider}}}","model":"{{{Model}}}","mode":"{{{Mode}}}","tenant":"{{{Tenant}}}","feature":"{{{Feature}}}","env":"{{{Env}}}","usage":{"prompt_tokens":{{{Prompt}}},"completion_tokens":{{{Output}}},"prompt_tokens_details":{"cached_tokens":{{{Cached}}} } } }""";
}
