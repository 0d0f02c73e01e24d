using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>Makes the request that goes up from the one that came in: the same but for what belongs to the connection.</summary>
internal static class UpstreamRequest
{
    /// <summary>Of this connection only, or the caller's business with the gateway.</summary>
    private static readonly FrozenSet<string> NotForwarded = FrozenSet.ToFrozenSet(
        [
            "Accept-Encoding",
            "Authorization",
            "Connection",
            "Content-Length",
            "Cookie",
            "Expect",
            "Forwarded",
            "Host",
            "Keep-Alive",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Via",
            "x-api-key",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly FrozenSet<string> OfContent = FrozenSet.ToFrozenSet(
        [
            "Allow",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-MD5",
            "Content-Range",
            "Content-Type",
            "Expires",
            "Last-Modified",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>For parts of an answer, or none where it has not changed: what is metered must come whole.</summary>
    private static readonly FrozenSet<string> ForParts = FrozenSet.ToFrozenSet(
        ["If-Modified-Since", "If-None-Match", "If-Range", "Range"],
        StringComparer.OrdinalIgnoreCase
    );

    public static HttpRequestMessage Create(
        HttpRequest incoming,
        Upstream upstream,
        HttpContent? content,
        bool isMetered
    )
    {
        var request = new HttpRequestMessage(
            MethodOf(incoming.Method),
            upstream.AddressOf(PathBelowV1(incoming) + incoming.QueryString.Value)
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        foreach (var (name, values) in incoming.Headers)
        {
            if (
                NotForwarded.Contains(name)
                || isMetered && ForParts.Contains(name)
                || name.StartsWith(CallerHeaders.Prefix, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            )
            {
                continue;
            }

            if (OfContent.Contains(name))
            {
                content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (!isMetered && incoming.Headers.AcceptEncoding is { Count: > 0 } encodings)
        {
            // What is metered must be readable as it passes by.
            request.Headers.TryAddWithoutValidation("Accept-Encoding", (IEnumerable<string?>)encodings);
        }

        upstream.Authorize(request);
        return request;
    }

    /// <summary>The path after <c>/v1</c>, escaped again.</summary>
    public static string PathBelowV1(HttpRequest incoming) => incoming.Path.ToUriComponent()["/v1".Length..];

    private static HttpMethod MethodOf(string method) =>
        HttpMethods.IsPost(method) ? HttpMethod.Post
        : HttpMethods.IsGet(method) ? HttpMethod.Get
        : HttpMethod.Parse(method);
}
