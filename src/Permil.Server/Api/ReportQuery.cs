using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Permil.Rating;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Server.Api;

/// <summary>Which usage a request asks for.</summary>
internal sealed record ReportQuery
{
    [FromQuery(Name = "from")]
    [Description("Leave out events before this day or instant (UTC)")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("Leave out events at or after this day or instant (UTC)")]
    public string? To { get; init; }

    [FromQuery(Name = "filter")]
    [Description(
        "KEY=VALUE with commas, or several times; several values of a key mean any of them. Keys: "
            + UsageFilter.Allowed
    )]
    public string[]? Filter { get; init; }

    /// <exception cref="ApiException">A parameter makes no sense, or asks for others' usage.</exception>
    public UsageSelection SelectionFor(ApiCaller caller)
    {
        var (from, to) = (TimeOf("from", From), TimeOf("to", To));
        if (from >= to)
        {
            throw Invalid("from", "no time is at or after 'from' and before 'to'");
        }

        return new UsageSelection
        {
            From = from,
            To = to,
            Filters = caller.Within(Parsed("filter", () => UsageFilterText.Parse(Filter))),
        };
    }

    /// <summary>A slip in a name would answer another question than was asked.</summary>
    /// <param name="http">The request.</param>
    /// <param name="more">The parameters it may have beside those of which usage.</param>
    /// <exception cref="ApiException">There is a parameter that is not known.</exception>
    internal static void CheckNames(HttpContext http, params ReadOnlySpan<string> more)
    {
        string[] allowed = ["from", "to", "filter", .. more];
        foreach (var name in http.Request.Query.Keys)
        {
            if (!allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Invalid(name, $"found '{name}', allowed: {string.Join(", ", allowed)}");
            }
        }
    }

    internal static T Parsed<T>(string param, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException exception)
        {
            throw Invalid(param, exception.Message);
        }
    }

    internal static ApiException Invalid(string param, string problem) =>
        new(400, "invalid_value", $"{param}: {problem}", param);

    private static DateTimeOffset? TimeOf(string param, string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : EventTime.Parse(param, text);
        }
        catch (UsageFormatException exception)
        {
            throw new ApiException(400, "invalid_value", exception.Message, param);
        }
    }
}
