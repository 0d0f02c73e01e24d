using System.Net;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Api;

/// <summary>Who may read metrics, which show what every tenant spends: whoever is on this machine, and the admin.</summary>
internal static class MetricsAccess
{
    /// <summary>A proxy says so that it speaks for somebody else.</summary>
    private static readonly string[] OfProxies = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <returns>Why the request is refused; <see langword="null"/>: it is not.</returns>
    public static IResult? Refusal(HttpContext http, ApiServices services)
    {
        if (IsLocal(http))
        {
            return null;
        }

        try
        {
            return ApiAuthentication.CallerOf(http, services).IsAdmin
                ? null
                : ApiAuthentication.Answer(
                    http,
                    new ApiException(
                        StatusCodes.Status403Forbidden,
                        "admin_only",
                        "metrics are every tenant's: for this send the admin token"
                    )
                );
        }
        catch (ApiException exception)
        {
            return ApiAuthentication.Answer(http, exception);
        }
    }

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !OfProxies.Any(http.Request.Headers.ContainsKey);
}
