using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Permil.Budgets;
using Permil.Rating;

namespace Permil.Server.Gateway.Answers;

/// <summary>Status and headers of an answer: the upstream's, but for what belongs to its connection, and the gateway's.</summary>
internal static class AnswerHead
{
    private static readonly FrozenSet<string> NotPassedOn = FrozenSet.ToFrozenSet(
        [
            "Alt-Svc",
            "Connection",
            "Content-Length",
            "Date",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Connection",
            "Server",
            "Set-Cookie",
            "Strict-Transport-Security",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    public static void Copy(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            Copy(name, values, response);
        }

        foreach (var (name, values) in answer.Content.Headers.NonValidated)
        {
            Copy(name, values, response);
        }
    }

    /// <summary>Where the caller's limits stand, as OpenAI says it. The provider's own limits are not the caller's.</summary>
    public static void AddLimits(HttpResponse response, LimitStanding limits)
    {
        var headers = response.Headers;
        if (limits.RequestsLimit is { } requests)
        {
            headers["x-ratelimit-limit-requests"] = Text(requests);
            headers["x-ratelimit-remaining-requests"] = Text(limits.RequestsRemaining ?? 0);
            headers["x-ratelimit-reset-requests"] = Text(limits.RequestsReset);
        }

        if (limits.TokensLimit is { } tokens)
        {
            headers["x-ratelimit-limit-tokens"] = Text(tokens);
            headers["x-ratelimit-remaining-tokens"] = Text(limits.TokensRemaining ?? 0);
            headers["x-ratelimit-reset-tokens"] = Text(limits.TokensReset);
        }
    }

    public static void AddCost(HttpResponse response, decimal? cost, decimal? budgetRemaining)
    {
        if (cost is { } exact)
        {
            response.Headers[CallerHeaders.Cost] = DecimalText.Of(exact);
        }

        if (budgetRemaining is { } remaining)
        {
            response.Headers[CallerHeaders.BudgetRemaining] = DecimalText.Of(remaining);
        }
    }

    private static void Copy(string name, System.Net.Http.Headers.HeaderStringValues values, HttpResponse response)
    {
        if (
            !NotPassedOn.Contains(name)
            && !name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("x-tokenlimit-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith(CallerHeaders.Prefix, StringComparison.OrdinalIgnoreCase)
        )
        {
            response.Headers[name] = values.Count == 1 ? values.ToString() : values.ToArray();
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As OpenAI writes times: <c>6m0s</c>, <c>1s</c>, <c>20ms</c>.</summary>
    private static string Text(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? $"{Math.Ceiling(time.TotalMilliseconds):0}ms"
        : time < TimeSpan.FromMinutes(1) ? $"{Math.Ceiling(time.TotalSeconds):0}s"
        : $"{Math.Floor(time.TotalMinutes):0}m{time.Seconds}s";
}
