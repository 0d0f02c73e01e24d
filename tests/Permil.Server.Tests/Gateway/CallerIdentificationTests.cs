using Permil.Access;

namespace Permil.Server.Gateway;

public sealed class CallerIdentificationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Headers_OfAKeyThatFixesNothing_SayWhatTheCallIsFor()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(
            Ask.Chat()
                .With(
                    ("x-permil-feature", "search"),
                    ("x-permil-environment", "staging"),
                    ("x-permil-user", "u-7"),
                    ("x-permil-tags", "team=core, ticket=42=b"),
                    ("x-permil-tags", "key=key_other")
                )
        );

        seen.Status.ShouldBe(200);
        var recorded = await host.EventOf(seen);
        recorded.Account.ShouldBe(GatewayHost.Account);
        recorded.SubAccount.ShouldBeNull();
        recorded.Feature.ShouldBe("search");
        recorded.Environment.ShouldBe("staging");
        recorded.Tags["user"].ShouldBe("u-7");
        recorded.Tags["team"].ShouldBe("core");
        recorded.Tags["ticket"].ShouldBe("42=b");

        // No header names another key.
        recorded.Tags["key"].ShouldBe(host.Server.Parts.Accounts.Book.Keys.Single().Id);
    }

    [Fact]
    public async Task Headers_OfAKeyThatFixesThem_CanOnlyRepeatIt()
    {
        await using var host = await GatewayHost.Prepare();
        var (fixedKey, secret) = host.MakeKey(
            new NewKey
            {
                SubAccount = "red",
                Feature = "search",
                Environment = "production",
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "core", ["user"] = "bot" },
            }
        );
        await host.Start();
        var ask = Ask.Chat().By(secret);
        (string Name, string Value)[] others =
        [
            ("x-permil-feature", "chat"),
            ("x-permil-environment", "staging"),
            ("x-permil-user", "me"),
            ("x-permil-tags", "more=1,team=others"),
            ("x-permil-feature", "Search"),
        ];

        foreach (var other in others)
        {
            var refused = await host.Send(ask.With(other));
            refused.Status.ShouldBe(403, $"{other}");
            refused.Code.ShouldBe("header_not_allowed", $"{other}");
        }

        host.Upstream.Ledger.Calls.ShouldBeEmpty();
        var same = await host.Send(
            ask.With(("x-permil-feature", "search"), ("x-permil-tags", "team=core,more=1"), ("x-permil-tenant", "blue"))
        );
        same.Status.ShouldBe(200);
        var recorded = await host.EventOf(same);
        recorded.SubAccount.ShouldBe("red");
        recorded.Feature.ShouldBe("search");
        recorded.Environment.ShouldBe("production");
        recorded
            .Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={tag.Value}")
            .ShouldBe([$"key={fixedKey.Id}", "more=1", "team=core", "user=bot"]);
    }

    [Fact]
    public async Task Headers_ThatAreNone_AreRefused()
    {
        await using var host = await GatewayHost.Run();
        var seventeen = string.Join(',', Enumerable.Range(0, 17).Select(number => $"t{number}=x"));
        (string Name, string Value)[] bad =
        [
            ("x-permil-feature", new string('x', 129)),
            ("x-permil-feature", "a\tb"),
            ("x-permil-environment", " "),
            ("x-permil-user", new string('u', 129)),
            ("x-permil-tags", "team"),
            ("x-permil-tags", "=core"),
            ("x-permil-tags", "team="),
            ("x-permil-tags", seventeen),
        ];

        foreach (var (name, value) in bad)
        {
            var refused = await host.Send(Ask.Chat().With((name, value)));
            refused.Status.ShouldBe(400, $"{name}: {value}");
            refused.Code.ShouldBe("invalid_request", $"{name}: {value}");
            refused.Json["error"]!["message"]!.GetValue<string>().ShouldStartWith($"{name}: found '");
        }

        host.Upstream.Ledger.Calls.ShouldBeEmpty();
        (await host.Reported()).Events.ShouldBe(0);
        (await host.Send(Ask.Chat().With(("x-permil-feature", new string('x', 128))))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Keys_ThatAreNotGood_AreRefusedByTheirReason()
    {
        var clock = new FrozenClock(Now);
        await using var host = await GatewayHost.Prepare(clock);
        var expiring = host.MakeKey(new NewKey { ExpiresAt = Now.AddMinutes(1) }).Secret;
        var (revokedKey, revoked) = host.MakeKey(new NewKey());
        host.Change(book => KeyChange.Revoke(book, revokedKey.Id, Now).Book);
        var (rotatedKey, replaced) = host.MakeKey(new NewKey());
        var rotated = "";
        host.Change(book =>
        {
            (book, _, rotated) = KeyChange.Rotate(book, rotatedKey.Id, TimeSpan.FromMinutes(1), Now);
            return book;
        });
        await host.Start();

        await Refused("", "missing_api_key");
        await Refused("pml_nobody", "invalid_api_key");
        await Refused(new string('x', 300), "invalid_api_key");
        await Refused(revoked, "revoked_api_key");
        foreach (var good in (string[])[expiring, replaced, rotated])
        {
            (await host.Send(Ask.Chat().By(good))).Status.ShouldBe(200);
        }

        clock.Now = Now.AddMinutes(1);
        await Refused(expiring, "expired_api_key");
        await Refused(replaced, "revoked_api_key");
        (await host.Send(Ask.Chat().By(rotated))).Status.ShouldBe(200);
        host.Upstream.Ledger.Calls.Count.ShouldBe(4);

        async Task Refused(string key, string code)
        {
            foreach (var ask in (Ask[])[Ask.Chat(), Ask.Get("/v1/models"), Ask.Get("/v1/anything")])
            {
                var seen = await host.Send(ask.By(key));
                seen.Status.ShouldBe(401);
                seen.Code.ShouldBe(code);
                seen.Id.ShouldStartWith("req_");
            }
        }
    }

    [Fact]
    public async Task Key_AsAnthropicsClientsSendIt_IsTakenToo()
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(Ask.Chat().By("").With(("x-api-key", host.Key)));
        var basic = await host.Send(Ask.Chat().By("").With(("authorization", $"Basic {host.Key}")));

        seen.Status.ShouldBe(200);
        basic.Status.ShouldBe(401);
    }

    [Fact]
    public async Task AllowedModels_RefuseOthers_WhateverTheKindOfCall()
    {
        await using var host = await GatewayHost.Prepare();
        var narrow = host.MakeKey(new NewKey { AllowedModels = ["gpt-4o-*", "text-embedding-3-small"] }).Secret;
        await host.Start();

        (await host.Send(Ask.Chat().By(narrow))).Status.ShouldBe(200);
        foreach (
            var ask in (Ask[])
                [
                    Ask.Chat(model: "gpt-4o"),
                    Ask.Chat(model: "xgpt-4o-mini", isStream: true),
                    new Ask { Path = "/v1/embeddings", Body = """{"model":"text-embedding-3-large","input":"x"}""" },
                    new Ask { Path = "/v1/audio/speech", Body = """{"model":"tts-1","input":"x","voice":"y"}""" },
                ]
        )
        {
            var seen = await host.Send(ask.By(narrow));
            seen.Status.ShouldBe(403);
            seen.Code.ShouldBe("model_not_allowed");
            seen.Json["error"]!["param"]!.GetValue<string>().ShouldBe("model");
        }

        host.Upstream.Ledger.Calls.Count.ShouldBe(1);
    }
}
