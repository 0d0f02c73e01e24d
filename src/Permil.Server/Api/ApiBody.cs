using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Permil.Json;

namespace Permil.Server.Api;

/// <summary>Reads what a request wishes for.</summary>
internal static class ApiBody
{
    internal const string AnyType = "*/*";

    private const string Json = "application/json";

    /// <summary>A wish is a few lines; more is no wish.</summary>
    private const long MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <exception cref="ApiException">It is no JSON, or not of that shape; the message names the field.</exception>
    /// <exception cref="BodyException">It is too large, or cannot be read.</exception>
    public static async Task<T> Read<T>(HttpRequest request)
        where T : class
    {
        try
        {
            await using var content = RequestBody.Open(request, MaxBytes);
            var bytes = await content.ReadAll(request.HttpContext.RequestAborted);
            // Files of some editors begin with a mark of their encoding.
            var mark = Encoding.UTF8.Preamble;
            using var body = JsonDocument.Parse(bytes.Span.StartsWith(mark) ? bytes[mark.Length..] : bytes);
            BodyShape.Check(body.RootElement, Options.GetTypeInfo(typeof(T)));
            return body.RootElement.Deserialize<T>(Options)!;
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

    /// <summary>
    /// Says that a request has a JSON body. Its content type does not matter: command-line tools send that of a form
    /// unless they are told otherwise.
    /// </summary>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder handler)
        where T : notnull => handler.Accepts<T>(Json, AnyType);

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { FieldAliases.Add } },
        };
        ProductJson.Apply(options);
        return options;
    }
}
