namespace Permil.Server.Telemetry;

/// <summary>Every metric there is. Names of OpenTelemetry's conventions where they have one, else <c>permil</c>'s own.</summary>
internal static class GatewayMetrics
{
    public static readonly MetricInfo Calls = Counter("permil.calls", "{call}", "Calls that have ended");

    public static readonly MetricInfo Cost = Counter(
        "permil.cost",
        "{currency}",
        "What calls cost at list prices, in the currency of the price books"
    );

    public static readonly MetricInfo Unpriced = Counter(
        "permil.calls.unpriced",
        "{call}",
        "Settled calls for which there is no price"
    );

    public static readonly MetricInfo Refusals = Counter("permil.refusals", "{call}", "Calls that were refused");

    public static readonly MetricInfo Unsettled = Counter(
        "permil.unsettled",
        "{call}",
        "Calls whose usage is not known"
    );

    public static readonly MetricInfo UpstreamAttempts = Counter(
        "permil.upstream.attempts",
        "{attempt}",
        "Requests to upstreams, retries and fallbacks included"
    );

    public static readonly MetricInfo UnmeteredCalls = Counter(
        "permil.unmetered.calls",
        "{call}",
        "Calls without usage of their own that were passed on"
    );

    public static readonly MetricInfo InputTokens = Usage("input_tokens", "All input tokens, cached ones included");

    public static readonly MetricInfo OutputTokens = Usage("output_tokens", "All output tokens, reasoning included");

    public static readonly MetricInfo CachedInputTokens = Usage(
        "cache_read.input_tokens",
        "Input tokens that were read from a cache"
    );

    public static readonly MetricInfo CacheWriteTokens = Usage(
        "cache_write.input_tokens",
        "Input tokens that were written to a cache"
    );

    public static readonly MetricInfo ReasoningTokens = Usage(
        "reasoning.output_tokens",
        "Output tokens that are reasoning"
    );

    public static readonly MetricInfo Duration = new(
        MetricKind.Histogram,
        "gen_ai.client.operation.duration",
        "s",
        "How long calls took, from the request to the last byte"
    );

    public static readonly MetricInfo TokenUsage = new(
        MetricKind.Histogram,
        "gen_ai.client.token.usage",
        "{token}",
        "Tokens of a call"
    );

    public static readonly MetricInfo TimeToFirstChunk = new(
        MetricKind.Histogram,
        "gen_ai.client.operation.time_to_first_chunk",
        "s",
        "From the request to the first chunk of a streamed answer"
    );

    public static readonly MetricInfo TimeToFirstToken = new(
        MetricKind.Histogram,
        "gen_ai.server.time_to_first_token",
        "s",
        "From the request to the first chunk of a streamed answer, by the name servers use"
    );

    public static readonly MetricInfo CallsInFlight = Gauge("permil.calls.in_flight", "{call}", "Calls under way");

    public static readonly MetricInfo StoreFailed = Gauge(
        "permil.store.failed",
        "{failure}",
        "1 when the journal or the store has failed and nothing more is acknowledged, else 0"
    );

    public static readonly MetricInfo AlertsWaiting = Gauge(
        "permil.alerts.waiting",
        "{alert}",
        "Alerts that a webhook has not taken yet"
    );

    public static readonly MetricInfo Budgets = Gauge("permil.budgets", "{budget}", "Budgets there are");

    public static readonly MetricInfo BudgetAmount = Gauge(
        "permil.budget.amount",
        "{currency}",
        "What a budget allows in its period"
    );

    public static readonly MetricInfo BudgetSpent = Gauge(
        "permil.budget.spent",
        "{currency}",
        "What ended calls cost in the period that is under way"
    );

    public static readonly MetricInfo BudgetReserved = Gauge(
        "permil.budget.reserved",
        "{currency}",
        "What calls under way may still cost"
    );

    /// <summary>Seconds; the conventions' own bounds.</summary>
    public static readonly double[] DurationBounds =
    [
        0.01,
        0.02,
        0.04,
        0.08,
        0.16,
        0.32,
        0.64,
        1.28,
        2.56,
        5.12,
        10.24,
        20.48,
        40.96,
        81.92,
    ];

    /// <summary>Tokens; the conventions' own bounds.</summary>
    public static readonly double[] TokenBounds =
    [
        1,
        4,
        16,
        64,
        256,
        1024,
        4096,
        16384,
        65536,
        262144,
        1048576,
        4194304,
        16777216,
        67108864,
    ];

    /// <summary>Seconds; the conventions' own bounds.</summary>
    public static readonly double[] FirstChunkBounds =
    [
        0.001,
        0.005,
        0.01,
        0.02,
        0.04,
        0.06,
        0.08,
        0.1,
        0.25,
        0.5,
        0.75,
        1,
        2.5,
        5,
        7.5,
        10,
    ];

    private static MetricInfo Counter(string name, string unit, string help) =>
        new(MetricKind.Counter, name, unit, help);

    private static MetricInfo Usage(string name, string help) =>
        Counter("gen_ai.client.inference.usage." + name, "{token}", help);

    private static MetricInfo Gauge(string name, string unit, string help) => new(MetricKind.Gauge, name, unit, help);
}
