using System.Text.Json.Nodes;

namespace Permil.Server.Api;

/// <summary>What the management API makes of the bodies it gets.</summary>
public sealed class ApiBodyTests
{
    [Theory]
    [InlineData("POST", "accounts", "{}", "id: found nothing, allowed: a text")]
    [InlineData("POST", "accounts", "[]", "the body: found an array, allowed: an object")]
    [InlineData("POST", "accounts", "{\"id\":7}", "id: found 7, allowed: a text")]
    [InlineData("POST", "accounts", "{\"id\":null}", "id: found null, allowed: a text")]
    [InlineData("POST", "accounts", "{\"name\":\"a\"}", "name: found 'name', allowed: id, tier, limits, tenantLimits")]
    [InlineData(
        "PATCH",
        "accounts/acme",
        "{\"tenantLimits\":{\"t-1\":{\"rpm\":5}}}",
        "tenantLimits.t-1.rpm: found 'rpm', allowed: requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, concurrentCalls, batchTokensPerModel"
    )]
    [InlineData(
        "PATCH",
        "accounts/acme",
        "{\"tenantLimits\":{\"t-1\":null}}",
        "tenantLimits.t-1: found null, allowed: an object"
    )]
    [InlineData(
        "POST",
        "keys",
        "{\"account\":\"acme\",\"acount\":\"acme\"}",
        "acount: found 'acount', allowed: name, account, subAccount, tenant, feature, environment, env, tags, allowedModels, limits, expiresAt"
    )]
    [InlineData("POST", "keys", "{\"name\":\"a\",\"name\":\"b\"}", "name: found it twice, allowed: once")]
    [InlineData("POST", "keys", "{\"tags\":\"a\"}", "tags: found a text, allowed: an object")]
    [InlineData("POST", "keys", "{\"allowedModels\":[1]}", "allowedModels[0]: found 1, allowed: a text")]
    [InlineData(
        "POST",
        "keys",
        "{\"subAccount\":\"a\",\"tenant\":\"b\"}",
        "tenant: found 'a' and 'b' in subAccount and tenant, allowed: one of them"
    )]
    [InlineData(
        "POST",
        "keys/x/rotate",
        "{\"graceSeconds\":\"1\"}",
        "graceSeconds: found a text, allowed: a whole number of 64 bits"
    )]
    [InlineData(
        "POST",
        "keys/x/rotate",
        "{\"graceSeconds\":null}",
        "graceSeconds: found null, allowed: a whole number of 64 bits"
    )]
    [InlineData(
        "PUT",
        "budgets",
        "{\"amount\":1,\"scope\":{\"team\":\"x\"}}",
        "scope.team: found 'team', allowed: account, subAccount, tenant, feature, environment, env, model, key, tags"
    )]
    [InlineData("PUT", "budgets", "{\"amount\":{}}", "amount: found an object, allowed: a decimal number")]
    [InlineData("POST", "credits", "{\"account\":\"acme\"}", "amount: found nothing, allowed: a decimal number")]
    public async Task Read_BodyOfAnotherShape_IsToldInItsOwnWords(
        string method,
        string resource,
        string body,
        string message
    )
    {
        await using var host = await ApiHost.StartAsync();
        host.MakeKey("acme");

        var answer = await host.SendAsync(host.AdminToken, new HttpMethod(method), $"/api/v1/{resource}", body);

        answer.Status.ShouldBe(400);
        answer.Body!["error"]!["message"]!.GetValue<string>().ShouldBe(message);
    }

    [Fact]
    public async Task Read_ShortNames_SayTheSame()
    {
        await using var host = await ApiHost.StartAsync();
        host.MakeKey("acme");

        var key = await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/keys",
            """{"account": "acme", "tenant": "t-7", "subAccount": "t-7", "env": "prod"}"""
        );
        var budget = await host.AdminAsync(
            HttpMethod.Put,
            "/api/v1/budgets",
            """{"amount": "5", "scope": {"account": "acme", "tenant": "t-7", "env": "prod"}}"""
        );

        foreach (var made in new[] { key, budget["scope"]! })
        {
            made["subAccount"]!.GetValue<string>().ShouldBe("t-7");
            made["environment"]!.GetValue<string>().ShouldBe("prod");
            made.AsObject().ContainsKey("tenant").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Read_ContentTypeOfAForm_IsReadAsJson()
    {
        await using var host = await ApiHost.StartAsync();
        host.MakeKey("acme");

        var (status, key) = await host.SendAsync(
            host.AdminToken,
            HttpMethod.Post,
            "/api/v1/keys",
            """{"account": "acme", "subAccount": "t-1"}""",
            "application/x-www-form-urlencoded"
        );

        status.ShouldBe(201, key?.ToJsonString());
        key!["subAccount"]!.GetValue<string>().ShouldBe("t-1");
    }

    [Fact]
    public async Task Read_MarkOfTheEncoding_IsPassedOver()
    {
        await using var host = await ApiHost.StartAsync();
        host.MakeKey("acme");

        var key = await host.AdminAsync(HttpMethod.Post, "/api/v1/keys", "\uFEFF" + """{"account": "acme"}""");

        key["account"]!.GetValue<string>().ShouldBe("acme");
    }

    [Fact]
    public async Task Read_MoreThanAMegabyte_Is413()
    {
        await using var host = await ApiHost.StartAsync();
        var body = new JsonObject { ["id"] = new string('x', 2 << 20) };
        var (status, answer) = await host.SendAsync(
            host.AdminToken,
            HttpMethod.Post,
            "/api/v1/accounts",
            body.ToJsonString()
        );

        status.ShouldBe(413);
        answer!["error"]!["code"]!.GetValue<string>().ShouldBe("invalid_request");
    }
}
