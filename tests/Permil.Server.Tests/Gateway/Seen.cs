using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Permil.Server.Gateway;

/// <summary>What a caller saw of an answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Bytes">The body as far as it came.</param>
/// <param name="IsWhole">Whether it came to its end.</param>
internal sealed partial record Seen(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes, bool IsWhole)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>The gateway's name of the call.</summary>
    public string Id => Headers["x-permil-request-id"];

    /// <summary>Of an error.</summary>
    public string? Code => Json["error"]?["code"]?.GetValue<string>();

    /// <summary>What the head says, or the comment at a stream's end.</summary>
    public decimal? Cost =>
        Amount(Headers.GetValueOrDefault("x-permil-cost") ?? ValueOf(Comment().Match(Text).Groups["cost"]));

    /// <inheritdoc cref="Cost"/>
    public decimal? BudgetRemaining =>
        Amount(Headers.GetValueOrDefault("x-permil-budget-remaining") ?? ValueOf(Comment().Match(Text).Groups["left"]));

    /// <summary>A stream without the gateway's comment.</summary>
    public string TextBeforeComment => Text[..Comment().Match(Text).Index];

    public static async Task<Seen> Of(HttpResponseMessage response, CancellationToken hangUp)
    {
        using var body = new MemoryStream();
        var isWhole = false;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(hangUp);
            await stream.CopyToAsync(body, hangUp);
            isWhole = true;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Told by IsWhole.
        }

        return new(
            (int)response.StatusCode,
            response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(
                    header => header.Key.ToLowerInvariant(),
                    header => string.Join(", ", header.Value),
                    StringComparer.Ordinal
                ),
            body.ToArray(),
            isWhole
        );
    }

    private static string? ValueOf(Group group) => group.Success ? group.Value : null;

    private static decimal? Amount(string? text) =>
        text is null
            ? null
            : decimal.Parse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture
            );

    [GeneratedRegex(
        @"^: x-permil-request-id=\S+( x-permil-cost=(?<cost>\S+))?( x-permil-budget-remaining=(?<left>\S+))?\n\n$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Comment();
}
