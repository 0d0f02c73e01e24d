using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Permil.Server.Hosting;

/// <summary>
/// How far the web server reads a body. Whoever reads one bounds it himself; the server goes on for as much again, and at
/// least 16 MiB, which it throws away: a caller that is still sending then sees why his body is refused. Where the server's
/// own limit is passed it closes the connection, and the caller sees only that it broke.
/// </summary>
internal static class BodyLimit
{
    private const long LeastMore = 16 << 20;

    /// <summary>What the server reads of a body of which so many bytes are allowed.</summary>
    public static long OfServer(long mostBytes) => mostBytes + Math.Max(mostBytes, LeastMore);

    /// <summary>Sets it for one request whose body is not read yet.</summary>
    public static void Set(HttpRequest request, long mostBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = OfServer(mostBytes);
        }
    }
}
