using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Permil.Server.Api;

/// <summary>The shape of a report, for the OpenAPI document: its groups have the fields that were asked for.</summary>
internal static class ReportSchema
{
    public static Task Describe(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        operation.Responses ??= [];
        operation.Responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = Report() },
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Report() =>
        Object(
            ("currency", Text("ISO 4217")),
            ("events", Count("Events that count")),
            ("duplicates", Count("Events seen again, left out")),
            ("unsettled", Count("Events whose usage is not known: in no cost")),
            ("failed", Count("Calls that failed and are not billed")),
            ("unpriced", Count("Events with usage that has no price: the cost is that of the rest")),
            ("listCost", Amount()),
            ("contractedCost", Amount()),
            ("effectiveCost", Amount()),
            ("billedCost", Amount()),
            ("effectivePerMillionTokens", Amount()),
            ("effectivePerRequest", Amount()),
            ("besideUsage", Array(BesideUsage())),
            ("costsUnknown", Text("Why the costs beside the list cost are not known; only then it is there")),
            ("from", Time()),
            ("to", Time()),
            ("groups", Array(Group())),
            ("unpricedGroups", Array(Object(("model", Text("")), ("reason", Text("")), ("events", Count(""))))),
            ("unsettledReasons", Array(Object(("reason", Text("")), ("events", Count("")))))
        );

    private static OpenApiSchema BesideUsage()
    {
        var other = Object(
            ("what", Text("")),
            ("listCost", Amount()),
            ("contractedCost", Amount()),
            ("effectiveCost", Amount()),
            ("billedCost", Amount())
        );
        other.Description =
            "What is in the costs and is no usage of the period; only where they are those of bills: of accounts with a contract, credits or invoices";
        return other;
    }

    private static OpenApiSchema Group()
    {
        var group = Object(
            ("events", Count("")),
            ("quantities", Quantities()),
            ("listCost", Amount()),
            ("contractedCost", Amount()),
            ("effectiveCost", Amount()),
            ("billedCost", Amount()),
            ("share", Amount()),
            ("effectivePerMillionTokens", Amount()),
            ("effectivePerRequest", Amount()),
            ("unpriced", Count(""))
        );
        group.Description = "Beside these a field for each key of 'by', under its name";
        return group;
    }

    private static OpenApiSchema Quantities() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "What was used, by meter",
            AdditionalProperties = Amount(),
        };

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] fields) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Properties = fields.ToDictionary(
                field => field.Name,
                field => (IOpenApiSchema)field.Schema,
                StringComparer.Ordinal
            ),
            AdditionalPropertiesAllowed = true,
        };

    private static OpenApiSchema Array(OpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchema Count(string description) =>
        new()
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Description = description,
        };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Amount() =>
        new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "decimal" };

    private static OpenApiSchema Time() =>
        new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Format = "date-time" };
}
