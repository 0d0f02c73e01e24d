using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Permil.Access;
using Permil.Billing;
using Permil.Budgets;
using Permil.Json;
using Permil.Usage;

namespace Permil.Server.Api;

/// <summary>What the OpenAPI document says beside what is worked out of the handlers.</summary>
internal static class ApiDocument
{
    private const string SchemeName = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description =>
            description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(Introduce);
        options.AddOperationTransformer(LeaveOutAnyType);
        options.AddSchemaTransformer(Spell);
    }

    private static Task Introduce(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Permil",
            Version = "v1",
            Description = "What AI inference costs. Amounts are decimal texts, times RFC 3339 in UTC.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = SchemeName,
            Description = "The admin token, or for reading what is its own an API key",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] }];
        return Task.CompletedTask;
    }

    /// <summary>That a body is read whatever its content type says is a kindness, not what clients are to send.</summary>
    private static Task LeaveOutAnyType(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        operation.RequestBody?.Content?.Remove(ApiBody.AnyType);
        return Task.CompletedTask;
    }

    /// <summary>Types that are written in a way of their own have no schema until it is said.</summary>
    private static Task Spell(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var type = context.JsonTypeInfo.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var absent = plain == type ? default : JsonSchemaType.Null;
        if (plain == typeof(decimal))
        {
            (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.String | absent, "decimal", null);
        }
        else if (plain == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String | absent, "date-time");
        }
        else if (plain.IsEnum)
        {
            schema.Type = JsonSchemaType.String | absent;
            schema.Enum = [.. NamesOf(plain).Select(name => System.Text.Json.Nodes.JsonValue.Create(name)!)];
        }

        return Task.CompletedTask;
    }

    private static string[] NamesOf(Type type) =>
        (
            type == typeof(AccountTier) ? EnumName.AllOf<AccountTier>()
            : type == typeof(BudgetPeriod) ? EnumName.AllOf<BudgetPeriod>()
            : type == typeof(BudgetAction) ? EnumName.AllOf<BudgetAction>()
            : type == typeof(BudgetReserve) ? EnumName.AllOf<BudgetReserve>()
            : type == typeof(CreditKind) ? EnumName.AllOf<CreditKind>()
            : type == typeof(Mode) ? EnumName.AllOf<Mode>()
            : throw new InvalidOperationException($"{type} has no names in JSON; give it some in ProductJson")
        ).Split(", ");
}
