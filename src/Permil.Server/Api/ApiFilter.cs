using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Permil.Access;

namespace Permil.Server.Api;

/// <summary>Around every handler: says who asks, refuses what he may not, and answers errors in one shape.</summary>
internal sealed partial class ApiFilter(ApiServices services, ILogger<ApiFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            var caller = ApiAuthentication.CallerOf(http, services);
            if (!caller.IsAdmin && http.GetEndpoint()!.Metadata.GetMetadata<AdminOnly>() is not null)
            {
                throw new ApiException(
                    StatusCodes.Status403Forbidden,
                    "admin_only",
                    "an API key may read its own reports and budgets; for this send the admin token"
                );
            }

            http.Features.Set(caller);
            return await next(context);
        }
        catch (ApiException exception)
        {
            return ApiAuthentication.Answer(http, exception);
        }
        catch (ChangeRefusedException exception)
        {
            var (status, code) = exception.Kind switch
            {
                ChangeProblem.NotFound => (StatusCodes.Status404NotFound, "not_found"),
                ChangeProblem.Conflict => (StatusCodes.Status409Conflict, "conflict"),
                _ => (StatusCodes.Status400BadRequest, "invalid_value"),
            };
            return ApiAuthentication.Answer(http, new ApiException(status, code, exception.Message, exception.Field));
        }
        catch (BodyException exception)
        {
            return ApiAuthentication.Answer(
                http,
                new ApiException(exception.Status, "invalid_request", exception.Message)
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The edge of the process: what went wrong inside is for the log, not for whoever asked.
            Failed(logger, http.Request.Method, http.Request.Path, exception);
            return ApiAuthentication.Answer(
                http,
                new ApiException(
                    StatusCodes.Status500InternalServerError,
                    "internal_error",
                    "the server failed; its log says why"
                )
            );
        }
    }

    [LoggerMessage(60, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, string method, string path, Exception exception);
}
