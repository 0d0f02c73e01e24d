using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Api;

/// <summary>
/// Gives errors that no handler answered, as of a path there is not, the API's shape. What providers say below <c>/v1</c>
/// stays as it is.
/// </summary>
internal sealed class UnansweredErrors : IStartupFilter
{
    private static readonly PathString Api = "/api/v1";
    private static readonly PathString Calls = "/v1";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.UseWhen(
                http => !http.Request.Path.StartsWithSegments(Calls, StringComparison.OrdinalIgnoreCase),
                branch => branch.UseStatusCodePages(context => Answer(context.HttpContext))
            );
            next(app);
        };

    private static Task Answer(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var (code, message) = status switch
        {
            StatusCodes.Status404NotFound => (
                "not_found",
                $"path: found '{http.Request.Path}', allowed: {(IsOfApi(http) ? "" : "those below /v1, which are calls to providers, and ")}those that /openapi/v1.json tells of"
            ),
            StatusCodes.Status405MethodNotAllowed => (
                "method_not_allowed",
                $"method: found {http.Request.Method}, allowed: {http.Response.Headers.Allow}"
            ),
            _ => ("invalid_request", $"the request cannot be answered: {status}"),
        };
        return ApiAuthentication.Answer(http, new ApiException(status, code, message)).ExecuteAsync(http);
    }

    private static bool IsOfApi(HttpContext http) =>
        http.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase);
}
