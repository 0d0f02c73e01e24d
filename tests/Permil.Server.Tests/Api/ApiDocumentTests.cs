using System.Text.Json.Nodes;

namespace Permil.Server.Api;

public sealed class ApiDocumentTests
{
    private static readonly string[] Operations =
    [
        "changeAccount",
        "createAccount",
        "createKey",
        "grantCredit",
        "listAccounts",
        "listBudgets",
        "listCredits",
        "listKeys",
        "listUnsettled",
        "me",
        "removeBudget",
        "report",
        "revokeCredit",
        "revokeKey",
        "rotateKey",
        "setBudget",
    ];

    [Fact]
    public async Task Document_SaysWhatAClientNeeds()
    {
        await using var host = await ApiHost.StartAsync();
        var (status, document) = await host.GetAsync(token: null, "/openapi/v1.json");

        status.ShouldBe(200);
        var operations = document!["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .Select(operation => operation.Value!)
            .ToList();
        operations
            .Select(operation => operation["operationId"]!.GetValue<string>())
            .Order(StringComparer.Ordinal)
            .ShouldBe(Operations);
        operations.ShouldAllBe(operation => operation["summary"] != null && operation["responses"]!["401"] != null);
        document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.GetValue<string>().ShouldBe("bearer");

        var report = document["paths"]!["/api/v1/reports"]!["get"]!;
        report["parameters"]!
            .AsArray()
            .Select(parameter => parameter!["name"]!.GetValue<string>())
            .ShouldBe(["from", "to", "filter", "by", "compare"], ignoreOrder: true);
        report["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["properties"]!
            ["listCost"]
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task Document_BodiesAreJson()
    {
        await using var host = await ApiHost.StartAsync();
        var paths = (await host.GetAsync(token: null, "/openapi/v1.json")).Body!["paths"]!;

        foreach (var (path, method) in new[] { ("/api/v1/keys", "post"), ("/api/v1/budgets", "put") })
        {
            var types = paths[path]![method]!["requestBody"]!["content"]!.AsObject();
            types.Select(type => type.Key).ShouldBe(["application/json"]);
        }
    }

    [Fact]
    public async Task Document_AmountsAreTexts_AndNamesAreListed()
    {
        await using var host = await ApiHost.StartAsync();
        var schemas = (await host.GetAsync(token: null, "/openapi/v1.json")).Body!["components"]!["schemas"]!;

        Resolved(schemas, schemas["NewBudget"]!["properties"]!["amount"]!)["type"]!
            .GetValue<string>()
            .ShouldBe("string");
        schemas["NewBudget"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["amount"]);
        var period = Resolved(schemas, schemas["BudgetResource"]!["properties"]!["period"]!);
        period["enum"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["day", "week", "month", "total"]);
        var created = Resolved(schemas, schemas["KeyResource"]!["properties"]!["createdAt"]!);
        created["format"]!.GetValue<string>().ShouldBe("date-time");
    }

    private static JsonNode Resolved(JsonNode schemas, JsonNode schema) =>
        schema["$ref"] is { } reference ? schemas[reference.GetValue<string>().Split('/')[^1]]! : schema;
}
