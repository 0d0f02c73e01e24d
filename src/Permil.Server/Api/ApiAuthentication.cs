using Microsoft.AspNetCore.Http;
using Permil.Access;

namespace Permil.Server.Api;

/// <summary>Says who asks: by the admin token, or by an API key.</summary>
internal static class ApiAuthentication
{
    /// <exception cref="ApiException">No token, or one that is not known.</exception>
    public static ApiCaller CallerOf(HttpContext http, ApiServices services)
    {
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        var secret = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.AsSpan(Scheme.Length).Trim()
            : default;
        if (secret.IsEmpty)
        {
            throw Unauthorized("missing_token", "send 'Authorization: Bearer ' and the admin token or an API key");
        }

        if (KeySecret.Matches(secret, services.Book().AdminTokenHash))
        {
            return new ApiCaller(Key: null);
        }

        var standing = services.Keys().Find(secret, services.Clock.GetUtcNow());
        return standing.Key is { } key
            ? new ApiCaller(key)
            : throw (
                standing.State == KeyState.Unknown
                    ? Unauthorized("invalid_token", "this is neither the admin token nor a known API key")
                    : Unauthorized("invalid_token", standing.Message)
            );
    }

    private static ApiException Unauthorized(string code, string message) =>
        new(StatusCodes.Status401Unauthorized, code, message);

    /// <summary>An error in the API's shape.</summary>
    public static IResult Answer(HttpContext http, ApiException exception)
    {
        if (exception.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return TypedResults.Json(
            new ErrorBody(
                new ErrorDetail(exception.Message, TypeOf(exception.Status), exception.Param, exception.Code)
            ),
            statusCode: exception.Status
        );
    }

    private static string TypeOf(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => "authentication_error",
            StatusCodes.Status403Forbidden => "permission_denied",
            >= StatusCodes.Status500InternalServerError => "server_error",
            _ => "invalid_request_error",
        };
}
