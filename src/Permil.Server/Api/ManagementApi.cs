using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Permil.Json;

namespace Permil.Server.Api;

/// <summary>Accounts, keys, budgets, credits and reports over HTTP, under <c>/api/v1</c>.</summary>
public static class ManagementApi
{
    /// <summary>Adds what the API needs. <see cref="ApiServices"/> must be there too, as a singleton.</summary>
    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.ConfigureHttpJsonOptions(options => ProductJson.Apply(options.SerializerOptions));
        services.AddTransient<IStartupFilter, UnansweredErrors>();
        return services.AddOpenApi("v1", ApiDocument.Configure);
    }

    /// <summary>Maps the API, and its description at <c>/openapi/v1.json</c>, which anyone may read.</summary>
    /// <returns>The group of <c>/api/v1</c>, for more: who asks is known in it, and errors have its shape.</returns>
    public static RouteGroupBuilder MapManagementApi(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var api = routes.MapGroup("/api/v1");
        api.AddEndpointFilterFactory(
            (context, next) =>
            {
                var filter = ActivatorUtilities.CreateInstance<ApiFilter>(context.ApplicationServices);
                return invocation => filter.InvokeAsync(invocation, next);
            }
        );
        foreach (var status in (int[])[400, 401, 403, 404, 409])
        {
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ErrorBody), ["application/json"]));
        }

        api.MapAccounts();
        api.MapKeys();
        api.MapBudgets();
        api.MapCredits();
        api.MapReports();
        api.MapUnsettled();
        api.MapMe();
        routes.MapOpenApi();
        return api;
    }
}
