namespace Permil.Server.Telemetry;

internal static class Sample
{
    public static readonly FinishedCall Chat = new()
    {
        Id = "req_1",
        Operation = "chat",
        Provider = "together",
        RequestModel = "meta-llama/Llama-3.3-70B",
        ResponseModel = "meta-llama/Llama-3.3-70B",
        Account = "acme",
        SubAccount = "search",
        Feature = "summaries",
        Environment = "production",
        KeyId = "key_1",
        StartedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(500),
        TimeToFirstChunk = TimeSpan.FromMilliseconds(125),
        Tokens = new CallTokens(1000, 50, 800, null, 20),
        ListCost = 0.000123456789m,
        HttpStatus = 200,
        Outcome = CallOutcome.Settled,
        IsStream = true,
        Upstream = "together",
    };

    public static readonly FinishedCall Refused = Chat with
    {
        Duration = TimeSpan.FromMilliseconds(1),
        TimeToFirstChunk = null,
        Tokens = default,
        ListCost = null,
        HttpStatus = 402,
        Outcome = CallOutcome.Refused,
        Reason = "budget_exceeded",
        Upstream = null,
        Attempts = 0,
    };
}
