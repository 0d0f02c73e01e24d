using System.Text.Json.Nodes;
using Permil.Access;
using Permil.Storage.Access;

namespace Permil.Server.Api;

public sealed class ManagementApiTests
{
    [Fact]
    public async Task AnyRequest_WithoutARightToken_Is401()
    {
        await using var host = await ApiHost.StartAsync();
        var key = host.MakeKey("acme");
        foreach (
            var (token, code) in new[]
            {
                ((string?)null, "missing_token"),
                ("wrong", "invalid_token"),
                (host.AdminToken[..^1], "invalid_token"),
                (host.AdminToken + "x", "invalid_token"),
                (key.ToUpperInvariant(), "invalid_token"),
            }
        )
        {
            var (status, body) = await host.GetAsync(token, "/api/v1/me");

            status.ShouldBe(401, code);
            body!["error"]!["code"]!.GetValue<string>().ShouldBe(code);
            body["error"]!["type"]!.GetValue<string>().ShouldBe("authentication_error");
            body["error"]!.AsObject().ContainsKey("param").ShouldBeTrue();
            body.ToJsonString().ShouldNotContain(token ?? "nothing");
        }
    }

    [Fact]
    public async Task AdminToken_IsMadeOnce_AndKeptAsAHash()
    {
        await using var host = await ApiHost.StartAsync();

        AdminToken.EnsureFirst(host.File).ShouldBeNull();
        host.AdminToken.ShouldStartWith("pma_");
        (await File.ReadAllTextAsync(host.File.Path)).ShouldNotContain(host.AdminToken);
        (await host.AdminAsync(HttpMethod.Get, "/api/v1/me"))["isAdmin"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AKey_MadeRotatedAndRevoked_HoldsAtOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AdminAsync(HttpMethod.Post, "/api/v1/accounts", """{"id": "acme", "tier": "paid"}""");
        var made = await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/keys",
            """{"account": "acme", "subAccount": "t-1", "tags": {"team": "search"}, "allowedModels": ["openai/*"], "limits": {"requestsPerMinute": 5}}"""
        );
        var (id, first) = (made["id"]!.GetValue<string>(), made["secret"]!.GetValue<string>());
        var me = (await host.GetAsync(first, "/api/v1/me")).Body!;
        var second = await RotateAsync(host, id, """{"graceSeconds": 3600}""");

        me["key"]!["id"]!.GetValue<string>().ShouldBe(id);
        me["key"]!["limits"]!["requestsPerMinute"]!.GetValue<long>().ShouldBe(5);
        me["key"]!.AsObject().ContainsKey("secret").ShouldBeFalse();
        me["account"]!["id"]!.GetValue<string>().ShouldBe("acme");
        (await StatusAsync(host, first)).ShouldBe(200);
        (await StatusAsync(host, second)).ShouldBe(200);

        var third = await RotateAsync(host, id, "{}");
        (await StatusAsync(host, second)).ShouldBe(401);
        (await StatusAsync(host, third)).ShouldBe(200);

        await host.AdminAsync(HttpMethod.Delete, $"/api/v1/keys/{id}");
        var (status, refused) = await host.GetAsync(third, "/api/v1/me");
        status.ShouldBe(401);
        refused!["error"]!["message"]!.GetValue<string>().ShouldContain("was revoked");
        var listed = (await host.AdminAsync(HttpMethod.Get, "/api/v1/keys")).ToJsonString();
        listed.ShouldContain("\"state\":\"revoked\"");
        listed.ShouldNotContain("Hash", Case.Insensitive);
    }

    [Theory]
    [InlineData("GET", "/api/v1/accounts")]
    [InlineData("POST", "/api/v1/accounts")]
    [InlineData("PATCH", "/api/v1/accounts/acme")]
    [InlineData("GET", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys/x/rotate")]
    [InlineData("DELETE", "/api/v1/keys/x")]
    [InlineData("PUT", "/api/v1/budgets")]
    [InlineData("DELETE", "/api/v1/budgets/x")]
    [InlineData("GET", "/api/v1/credits")]
    [InlineData("POST", "/api/v1/credits")]
    [InlineData("DELETE", "/api/v1/credits/x")]
    public async Task AKey_WhatOnlyTheAdminMay_Is403(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();
        var key = host.MakeKey("acme");
        var before = await File.ReadAllTextAsync(host.File.Path);
        var (status, body) = await host.SendAsync(key, new HttpMethod(method), path, method == "GET" ? null : "{}");

        status.ShouldBe(403);
        body!["error"]!["code"]!.GetValue<string>().ShouldBe("admin_only");
        (await File.ReadAllTextAsync(host.File.Path)).ShouldBe(before);
    }

    [Theory]
    [InlineData("POST", "/api/v1/accounts", "", 400, "invalid_request", null)]
    [InlineData("POST", "/api/v1/accounts", "null", 400, "invalid_request", null)]
    [InlineData("POST", "/api/v1/accounts", "{\"id\": \"\"}", 400, "invalid_value", "id")]
    [InlineData("POST", "/api/v1/accounts", "{\"id\": \"x\", \"tier\": \"gold\"}", 400, "invalid_request", "tier")]
    [InlineData("POST", "/api/v1/accounts", "{\"id\": \"acme\"}", 409, "conflict", "id")]
    [InlineData("PATCH", "/api/v1/accounts/none", "{}", 404, "not_found", "id")]
    [InlineData("POST", "/api/v1/keys", "{\"acount\": \"acme\"}", 400, "invalid_request", "acount")]
    [InlineData("POST", "/api/v1/keys", "{\"account\": \"none\"}", 404, "not_found", "account")]
    [InlineData(
        "POST",
        "/api/v1/keys",
        "{\"account\": \"acme\", \"expiresAt\": \"2020-01-01\"}",
        400,
        "invalid_value",
        "expiresAt"
    )]
    [InlineData(
        "POST",
        "/api/v1/keys",
        "{\"account\": \"acme\", \"limits\": {\"requestsPerMinute\": -1}}",
        400,
        "invalid_value",
        "limits.requestsPerMinute"
    )]
    [InlineData(
        "POST",
        "/api/v1/keys",
        "{\"account\": \"acme\", \"limits\": {\"requestsPerMinute\": 1.5}}",
        400,
        "invalid_request",
        "limits.requestsPerMinute"
    )]
    [InlineData("POST", "/api/v1/keys/none/rotate", "{}", 404, "not_found", "id")]
    [InlineData("POST", "/api/v1/keys/none/rotate", "{\"graceSeconds\": -1}", 400, "invalid_value", "graceSeconds")]
    [InlineData("DELETE", "/api/v1/keys/none", null, 404, "not_found", "id")]
    [InlineData("PUT", "/api/v1/budgets", "{\"amount\": \"many\"}", 400, "invalid_request", "amount")]
    [InlineData("PUT", "/api/v1/budgets", "{\"amount\": 0}", 400, "invalid_value", "amount")]
    [InlineData(
        "PUT",
        "/api/v1/budgets",
        "{\"amount\": \"1\", \"period\": \"year\"}",
        400,
        "invalid_request",
        "period"
    )]
    [InlineData(
        "PUT",
        "/api/v1/budgets",
        "{\"amount\": \"1\", \"scope\": {\"account\": \"none\"}}",
        404,
        "not_found",
        "scope.account"
    )]
    [InlineData(
        "PUT",
        "/api/v1/budgets",
        "{\"amount\": \"1\", \"alertsAt\": [\"80\", \"50\"]}",
        400,
        "invalid_value",
        "alertsAt"
    )]
    [InlineData("DELETE", "/api/v1/budgets/none", null, 404, "not_found", "id")]
    [InlineData("POST", "/api/v1/credits", "{\"account\": \"none\", \"amount\": \"1\"}", 404, "not_found", "account")]
    [InlineData("GET", "/api/v1/reports?by=colour", null, 400, "invalid_value", "by")]
    [InlineData("GET", "/api/v1/reports?by=model,model", null, 400, "invalid_value", "by")]
    [InlineData("GET", "/api/v1/reports?filter=colour%3Dred", null, 400, "invalid_value", "filter")]
    [InlineData("GET", "/api/v1/reports?from=yesterday", null, 400, "invalid_value", "from")]
    [InlineData("GET", "/api/v1/reports?from=2026-10-02&to=2026-10-01", null, 400, "invalid_value", "from")]
    [InlineData("GET", "/api/v1/reports?compare=next", null, 400, "invalid_value", "compare")]
    [InlineData("GET", "/api/v1/reports?by=day&compare=previous", null, 400, "invalid_value", "compare")]
    [InlineData("GET", "/api/v1/unsettled?limit=0", null, 400, "invalid_value", "limit")]
    [InlineData("GET", "/api/v1/reports?form=2026-10-01", null, 400, "invalid_value", "form")]
    [InlineData("GET", "/api/v1/reports?limit=5", null, 400, "invalid_value", "limit")]
    [InlineData("GET", "/api/v1/unsettled?by=model", null, 400, "invalid_value", "by")]
    [InlineData("GET", "/api/v1/nope", null, 404, "not_found", null)]
    [InlineData("POST", "/api/v1", "{}", 404, "not_found", null)]
    [InlineData("GET", "/API/V1/keys/none/nope", null, 404, "not_found", null)]
    [InlineData("DELETE", "/api/v1/me", null, 405, "method_not_allowed", null)]
    public async Task AnyRequest_ThatMakesNoSense_SaysWhatIsWrong(
        string method,
        string path,
        string? body,
        int status,
        string code,
        string? param
    )
    {
        await using var host = await ApiHost.StartAsync();
        host.MakeKey("acme");
        var before = await File.ReadAllTextAsync(host.File.Path);
        var answer = await host.SendAsync(host.AdminToken, new HttpMethod(method), path, body);

        answer.Status.ShouldBe(status, answer.Body?.ToJsonString());
        var error = answer.Body!["error"]!;
        error["code"]!.GetValue<string>().ShouldBe(code);
        error["param"]?.GetValue<string>().ShouldBe(param);
        error["message"]!.GetValue<string>().ShouldNotBeEmpty();
        (await File.ReadAllTextAsync(host.File.Path)).ShouldBe(before);
    }

    [Theory]
    [InlineData("GET", "reports?form=2026-10-01", "form: found 'form', allowed: from, to, filter, by, compare")]
    [InlineData("GET", "unsettled?by=model", "by: found 'by', allowed: from, to, filter, limit")]
    [InlineData("GET", "nope", "path: found '/api/v1/nope', allowed: those that /openapi/v1.json tells of")]
    [InlineData("DELETE", "me", "method: found DELETE, allowed: GET")]
    public async Task AnyRequest_ForWhatThereIsNot_IsToldWhatThereIs(string method, string resource, string message)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync(host.AdminToken, new HttpMethod(method), $"/api/v1/{resource}");

        answer.Body!["error"]!["message"]!.GetValue<string>().ShouldBe(message);
    }

    [Fact]
    public async Task AFreeAccount_GetsItsCredit_AndMore()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Call("1", "try", null));
        await host.AdminAsync(HttpMethod.Post, "/api/v1/accounts", """{"id": "try", "tier": "free"}""");
        var granted = await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/credits",
            """{"account": "try", "amount": "2.50", "expiresAt": "2099-01-01", "note": "more"}"""
        );
        var credits = (await host.AdminAsync(HttpMethod.Get, "/api/v1/credits"))["credits"]!.AsArray();

        granted["amount"]!.GetValue<string>().ShouldBe("2.5");
        credits.Count.ShouldBe(2);
        credits.Sum(credit => decimal.Parse(credit!["remaining"]!.GetValue<string>())).ShouldBe(3.5m);

        await host.AdminAsync(HttpMethod.Delete, $"/api/v1/credits/{granted["id"]!.GetValue<string>()}");
        (await host.AdminAsync(HttpMethod.Get, "/api/v1/credits"))["credits"]!
            .AsArray()
            .Sum(credit => decimal.Parse(credit!["remaining"]!.GetValue<string>()))
            .ShouldBe(1m);
    }

    [Fact]
    public async Task GrantCredit_ThatPaysForSomeUsage_SaysSo_AndNotWhatIsUsed()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AdminAsync(HttpMethod.Post, "/api/v1/accounts", """{"id": "acme"}""");
        await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/credits",
            """{"account": "acme", "amount": 5, "kind": "goodwill", "priority": 3, "grantedAt": "2026-01-01", "pays": {"models": ["openai/*"], "modes": ["batch"]}}"""
        );
        var credit = (await host.AdminAsync(HttpMethod.Get, "/api/v1/credits"))["credits"]!
            .AsArray()
            .ShouldHaveSingleItem()!;

        credit["kind"]!.GetValue<string>().ShouldBe("goodwill");
        credit["priority"]!.GetValue<int>().ShouldBe(3);
        credit["grantedAt"]!.GetValue<string>().ShouldBe("2026-01-01T00:00:00Z");
        credit["pays"]!.ToJsonString().ShouldBe("""{"models":["openai/*"],"modes":["batch"]}""");
        credit["used"].ShouldBeNull();
        credit["remaining"].ShouldBeNull();
        var (status, answer) = await host.SendAsync(
            host.AdminToken,
            HttpMethod.Post,
            "/api/v1/credits",
            """{"account": "acme", "amount": 5, "priority": 101}"""
        );
        status.ShouldBe(400);
        answer!["error"]!["param"]!.GetValue<string>().ShouldBe("priority");
    }

    [Fact]
    public async Task Patch_ChangesWhatItNamesOnly()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/accounts",
            """{"id": "acme", "tenantLimits": {"t-1": {"concurrentCalls": 2}}}"""
        );
        var changed = await host.AdminAsync(
            HttpMethod.Patch,
            "/api/v1/accounts/acme",
            """{"limits": {"requestsPerMinute": 7}}"""
        );

        changed["limits"]!["requestsPerMinute"]!.GetValue<long>().ShouldBe(7);
        changed["tenantLimits"]!["t-1"]!["concurrentCalls"]!.GetValue<long>().ShouldBe(2);
        changed["tier"]!.GetValue<string>().ShouldBe("paid");
        AccountBookFile.Read(Path.GetDirectoryName(host.File.Path)!).Accounts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Me_OfATenantsKey_TellsNoOtherTenantsLimits()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AdminAsync(
            HttpMethod.Post,
            "/api/v1/accounts",
            """{"id": "acme", "tenantLimits": {"t-1": {"concurrentCalls": 2}, "t-2": {"concurrentCalls": 3}}}"""
        );
        var (_, me) = await host.GetAsync(host.MakeKey("acme", "t-1"), "/api/v1/me");

        me!["account"]!["tenantLimits"]!.AsObject().Select(limits => limits.Key).ShouldBe(["t-1"]);
    }

    private static async Task<string> RotateAsync(ApiHost host, string id, string body) =>
        (await host.AdminAsync(HttpMethod.Post, $"/api/v1/keys/{id}/rotate", body))["secret"]!.GetValue<string>();

    private static async Task<int> StatusAsync(ApiHost host, string token) =>
        (await host.GetAsync(token, "/api/v1/me")).Status;
}
