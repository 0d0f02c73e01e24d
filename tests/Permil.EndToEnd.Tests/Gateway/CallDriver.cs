using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Permil.Gateway;

/// <summary>Makes chat completions of random cost, as an application would that hangs up at times.</summary>
internal sealed partial class CallDriver(string key) : IDisposable
{
    private readonly HttpClient _client = new(
        new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 4096 }
    )
    {
        Timeout = TimeSpan.FromSeconds(100),
    };

    /// <summary>What is asked for.</summary>
    /// <param name="Name">Of the call, in the report and in the ledger.</param>
    /// <param name="Feature">The feature it is for.</param>
    /// <param name="MaxTokens">The output it allows.</param>
    /// <param name="IsStream">Whether the answer is a stream.</param>
    /// <param name="Play">What the provider does.</param>
    /// <param name="HangsUpAfter">How long the caller waits; <see langword="null"/>: to the end.</param>
    internal sealed record Wish(
        string Name,
        string Feature,
        int MaxTokens,
        bool IsStream,
        string Play,
        TimeSpan? HangsUpAfter
    );

    /// <summary>What came of it.</summary>
    /// <param name="Wish">What was asked for.</param>
    /// <param name="Status">The status; <see langword="null"/>: no answer came.</param>
    /// <param name="IsWhole">Whether the answer came whole: its length, or the stream's end.</param>
    /// <param name="Cost">What the gateway said it cost.</param>
    /// <param name="Remaining">What the gateway said the tightest budget has left.</param>
    /// <param name="Code">The code of an error.</param>
    internal sealed record Seen(
        Wish Wish,
        HttpStatusCode? Status,
        bool IsWhole,
        string? Cost,
        decimal? Remaining,
        string? Code
    );

    public static Wish Plain(string name, string feature, int maxTokens = 50) =>
        new(name, feature, maxTokens, IsStream: false, "", HangsUpAfter: null);

    public async Task<Seen> CallAsync(string url, Wish wish)
    {
        using var hangUp = new CancellationTokenSource();
        if (wish.HangsUpAfter is { } patience)
        {
            hangUp.CancelAfter(patience);
        }

        using var request = RequestOf(url, wish);
        HttpStatusCode? status = null;
        try
        {
            using var response = await _client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                hangUp.Token
            );
            status = response.StatusCode;
            var text = await response.Content.ReadAsStringAsync(hangUp.Token);
            var isOk = response.StatusCode == HttpStatusCode.OK;
            var isWhole = !wish.IsStream || !isOk || text.Contains("data: [DONE]\n\n", StringComparison.Ordinal);
            var comment = wish.IsStream && isOk ? Comment().Match(text) : Match.Empty;
            return new Seen(
                wish,
                status,
                isWhole,
                comment.Success ? ValueOf(comment.Groups["cost"]) : HeaderOf(response, "x-permil-cost"),
                AmountOf(
                    comment.Success ? ValueOf(comment.Groups["left"]) : HeaderOf(response, "x-permil-budget-remaining")
                ),
                isOk ? null : CodeOf(text)
            );
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Seen(wish, status, IsWhole: false, null, null, null);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage RequestOf(string url, Wish wish)
    {
        var body = new JsonObject
        {
            ["model"] = "gpt-4o",
            ["max_tokens"] = wish.MaxTokens,
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = $"Call {wish.Name}, please." }
            ),
        };
        if (wish.IsStream)
        {
            body["stream"] = true;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/v1/chat/completions")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("authorization", $"Bearer {key}");
        request.Headers.Add("x-permil-feature", wish.Feature);
        request.Headers.Add("x-permil-tags", $"call={wish.Name}");
        request.Headers.Add("x-upstream-play", $"{wish.Play}; name={wish.Name}");
        return request;
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static string? ValueOf(Group group) => group.Success ? group.Value : null;

    private static decimal? AmountOf(string? text) =>
        text is null ? null : decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string? CodeOf(string text) =>
        text.StartsWith('{') ? JsonNode.Parse(text)?["error"]?["code"]?.GetValue<string>() : null;

    [GeneratedRegex(
        @"^: x-permil-request-id=\S+( x-permil-cost=(?<cost>\S+))?( x-permil-budget-remaining=(?<left>\S+))?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Comment();
}
