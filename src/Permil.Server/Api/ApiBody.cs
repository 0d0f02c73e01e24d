using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Permil.Json;

namespace Permil.Server.Api;

/// <summary>Reads what a request wishes for.</summary>
internal static class ApiBody
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <exception cref="ApiException">It is no JSON, or not of that shape; the message names the field.</exception>
    public static async Task<T> Read<T>(HttpRequest request)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Options, request.HttpContext.RequestAborted)
                ?? throw new ApiException("the body is null, allowed: a JSON object");
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..] : null;
            var message = exception.Message.Split(" Path: $", 2)[0];
            throw new ApiException(field is null ? $"the body: {message}" : $"{field}: {message}", exception)
            {
                Param = field,
            };
        }
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions();
        ProductJson.Apply(options);
        return options;
    }
}
