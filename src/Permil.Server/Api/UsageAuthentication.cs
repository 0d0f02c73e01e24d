using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Permil.Storage;

namespace Permil.Server.Api;

/// <summary>Who may hand in usage: the admin anyone's, a key that of its account and tenant.</summary>
internal static class UsageAuthentication
{
    public static readonly PathString Traces = "/v1/traces";

    private static readonly PathString Usage = "/api/v1/usage";

    public static void UseUsageAuthentication(this IApplicationBuilder app, ApiServices services) =>
        app.Use(
            async (http, next) =>
            {
                if (Is(http, Usage) || Is(http, Traces))
                {
                    try
                    {
                        http.Features.Set(ApiAuthentication.CallerOf(http, services));
                    }
                    catch (ApiException exception)
                    {
                        await ApiAuthentication.Answer(http, exception).ExecuteAsync(http);
                        return;
                    }
                }

                await next(http);
            }
        );

    /// <summary>For whom a caller may write; <see langword="null"/>: for anyone.</summary>
    public static EventOwner? OwnerOf(HttpContext http) =>
        ApiCaller.Of(http).Key is { } key ? new EventOwner(key.Account, key.SubAccount, key.Id) : null;

    /// <summary>In any case of letters, as routes are found.</summary>
    private static bool Is(HttpContext http, PathString path) =>
        http.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase);
}
