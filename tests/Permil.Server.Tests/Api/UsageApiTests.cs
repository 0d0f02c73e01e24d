using System.Text;
using System.Text.Json;
using Permil.Storage;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Server.Api;

public sealed class UsageApiTests
{
    private const string CloudEvent =
        """{"specversion":"1.0","type":"tokens","id":"c1","source":"shop","time":"2026-10-01T00:00:00Z","subject":"acme","data":{"model":"a/b","tokens":"12","type":"input"}}""";

    private const string CloudEventOfPermil =
        """{"specversion":"1.0","type":"permil.usage","id":"c2","source":"shop","time":"2026-10-01T00:00:00Z","subject":"acme","data":{"id":"other","model":"a/b","usage":{"input_tokens":5}}}""";

    [Theory]
    [InlineData("one", "application/json", 1)]
    [InlineData("list", "application/json; charset=utf-8", 3)]
    [InlineData("spaced list", "application/json", 3)]
    [InlineData("values", "application/json", 3)]
    [InlineData("lines", "application/x-ndjson", 3)]
    [InlineData("no last line feed", "application/jsonl", 3)]
    [InlineData("cloud event", "application/cloudevents+json", 1)]
    [InlineData("cloud batch", "application/cloudevents-batch+json", 2)]
    public async Task Post_EveryForm_IsDurableAndStored(string form, string type, int count)
    {
        await using var host = await UsageHost.Start();
        var lines = Events.Lines(1, 3).ToList();
        var body = form switch
        {
            "one" => lines[0],
            "list" => $"[{string.Join(',', lines)}]",
            "spaced list" => $"\n [ {string.Join(" ,\r\n", lines)} ]\n ",
            "values" => string.Join('\n', lines),
            "lines" => $"{string.Join("\r\n\n", lines)}\n",
            "no last line feed" => string.Join('\n', lines),
            "cloud event" => CloudEvent,
            _ => $"[{CloudEvent},{CloudEventOfPermil}]",
        };

        var (status, accepted, rejected, text) = await Events.AnswerOf(host.Post(body, type));

        (status, accepted, rejected).ShouldBe((200, count, 0), text);
        (await host.Stored()).ShouldBe(count);
        host.Accepted.Count.ShouldBe(count);
        (await Events.AnswerOf(host.Post(body, type))).Status.ShouldBe(200);
        (await host.Stored()).ShouldBe(count);
    }

    [Fact]
    public async Task Post_CloudEvents_AreTheirDataUnderTheirOwnName()
    {
        await using var host = await UsageHost.Start();

        await host.Post($"[{CloudEvent},{CloudEventOfPermil}]", "application/cloudevents-batch+json");

        host.Accepted.Select(usageEvent => (usageEvent.Source, usageEvent.Id, usageEvent.SubAccount, usageEvent.Model))
            .ShouldBe([("shop", "c1", "acme", "a/b"), ("shop", "c2", "acme", "a/b")]);
        host.Accepted.Select(usageEvent => usageEvent.QuantityOf(Meters.InputTokens)).ShouldBe([12, 5]);
    }

    [Fact]
    public async Task Post_ShortNames_AreThoseOfTheFields()
    {
        await using var host = await UsageHost.Start();
        var cloudEvent = CloudEventOfPermil.Replace("\"id\":\"other\"", "\"tenant\":\"t-1\"", StringComparison.Ordinal);
        string[] events =
        [
            Events.Line(1, """ "tenant":"t-1","env":"prod", """),
            Events.Line(2, """ "tenant":"t-1","subAccount":"t-1","env":"prod", """),
            cloudEvent,
        ];

        var (status, _, rejected, text) = await Events.AnswerOf(host.Post($"[{string.Join(',', events)}]"));

        (status, rejected).ShouldBe((200, 0), text);
        host.Accepted.Select(usageEvent => (usageEvent.SubAccount, usageEvent.Environment))
            .ShouldBe([("t-1", "prod"), ("t-1", "prod"), ("t-1", null)]);
    }

    [Theory]
    [InlineData(""" "junk":1, """, "junk: found a field that events do not have, allowed: id, source, time, ")]
    [InlineData(""" "sub_account":"t-1", """, "sub_account: found")]
    [InlineData(
        """ "tenant":"t-1","subAccount":"t-2", """,
        "tenant: found 't-1' beside subAccount 't-2', allowed: one of them"
    )]
    [InlineData(""" "environment":"a","env":"b", """, "env: found 'b' beside environment 'a', allowed: one of them")]
    public async Task Post_FieldThatWouldSayNothing_IsRejected(string more, string reason)
    {
        await using var host = await UsageHost.Start();

        var (status, accepted, rejected, text) = await Events.AnswerOf(
            host.Post($"[{Events.Line(1, more)},{Events.Line(2)}]")
        );

        (status, accepted, rejected).ShouldBe((200, 1, 1), text);
        using var answer = JsonDocument.Parse(text);
        answer.RootElement.GetProperty("faults")[0].GetProperty("reason").GetString()!.ShouldStartWith(reason);
        host.Accepted.Single().Id.ShouldBe("e2");
    }

    [Fact]
    public void Read_WhatALaterProgramStored_LeavesOutWhatItDoesNotKnow()
    {
        var line = Encoding.UTF8.GetBytes(Events.Line(1, """ "later":1, """));

        new OneEventReader().Read(line, 1)!.Id.ShouldBe("e1");
        new OneEventReader(isStrict: true).Read(line, 1).ShouldBeNull();
    }

    [Fact]
    public async Task Post_CloudEventInBinaryMode_IsReadFromHeadersAndBody()
    {
        await using var host = await UsageHost.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/usage");
        request.Headers.Add("ce-specversion", "1.0");
        request.Headers.Add("ce-type", "tokens");
        request.Headers.Add("ce-id", "b%201");
        request.Headers.Add("ce-source", "shop");
        request.Headers.Add("ce-time", "2026-10-01T00:00:00Z");
        request.Headers.Add("ce-subject", "acme");
        request.Content = new StringContent(
            """{"model":"a/b","usage":{"output_tokens":"7"}}""",
            Encoding.UTF8,
            "application/json"
        );

        (await Events.AnswerOf(host.Client.SendAsync(request))).Accepted.ShouldBe(1);

        var read = host.Accepted.ShouldHaveSingleItem();
        (read.Id, read.SubAccount, read.QuantityOf(Meters.OutputTokens)).ShouldBe(("b 1", "acme", 7));
    }

    [Fact]
    public async Task Post_GoodAndBadEvents_TakesTheGoodOnesAndSaysWhatIsWrong()
    {
        await using var host = await UsageHost.Start();
        string[] lines =
        [
            Events.Line(1),
            "{broken",
            """{"id":"x","source":"app","time":"2026-10-01T00:00:00Z","usage":{"input_tokens":"1.5"}}""",
            """{"source":"app","time":"2026-10-01T00:00:00Z","usage":{"input_tokens":"1"}}""",
            """{"id":"y","source":"app","usage":{"input_tokens":"1"}}""",
            """{"id":"z","source":"permil-gateway","time":"2026-10-01T00:00:00Z","usage":{"input_tokens":"1"}}""",
            "17",
            """{"begin":1,"call":{"id":"x"}}""",
            Events.Line(2),
        ];

        var (status, accepted, rejected, text) = await Events.AnswerOf(
            host.Post(string.Join('\n', lines), "application/x-ndjson")
        );

        (status, accepted, rejected).ShouldBe((200, 2, 7), text);
        using var json = JsonDocument.Parse(text);
        var faults = json.RootElement.GetProperty("faults").EnumerateArray().ToList();
        faults.Select(fault => fault.GetProperty("index").GetInt32()).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        faults.Select(fault => fault.GetProperty("id").GetString()).ShouldBe([null, "x", null, "y", "z", null, null]);
        string[] reasons = ["", "input_tokens", "id:", "time:", "gateway's own", "a JSON object", "id:"];
        for (var i = 0; i < reasons.Length; i++)
        {
            faults[i].GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain(reasons[i]);
        }

        (await host.Stored()).ShouldBe(2);
    }

    [Theory]
    [InlineData("", 400, 0)]
    [InlineData("[]", 400, 0)]
    [InlineData("[{}]", 400, 0)]
    [InlineData("[EVENT", 400, 1)]
    [InlineData("[EVENT EVENT2]", 400, 1)]
    [InlineData("[EVENT,]", 400, 1)]
    [InlineData("[EVENT]]", 400, 1)]
    [InlineData("[EVENT,{\"id\":", 400, 1)]
    [InlineData("EVENT,", 400, 1)]
    public async Task Post_BodyThatEndsBadly_SaysSoAndWhatWasTaken(string form, int status, int accepted)
    {
        await using var host = await UsageHost.Start();
        var body = form.Replace("EVENT2", Events.Line(2), StringComparison.Ordinal)
            .Replace("EVENT", Events.Line(1), StringComparison.Ordinal);

        var answer = await Events.AnswerOf(host.Post(body));

        (answer.Status, answer.Accepted).ShouldBe((status, accepted), answer.Text);
        answer.Text.ShouldContain("\"error\":\"");
        (await host.Stored()).ShouldBe(accepted);
    }

    [Fact]
    public async Task Post_Gzip_IsUnpackedAndBoundedByWhatItUnpacksTo()
    {
        await using var host = await UsageHost.Start(new UsageApiOptions { MaxBodyBytes = 1 << 20 });
        var many = string.Join('\n', Events.Lines(1, 5000));

        var good = await Events.AnswerOf(host.Post(Events.Gzip(many), "application/x-ndjson", encoding: "gzip"));
        var bomb = await Events.AnswerOf(
            host.Post(Events.Gzip(new string('\n', 32 << 20)), "application/x-ndjson", encoding: "gzip")
        );
        var noGzip = await Events.AnswerOf(host.Post("no gzip"u8.ToArray(), "application/x-ndjson", encoding: "gzip"));
        var unknown = await Events.AnswerOf(host.Post("{}"u8.ToArray(), "application/json", encoding: "br"));

        (good.Status, good.Accepted).ShouldBe((200, 5000), good.Text);
        bomb.Status.ShouldBe(413, bomb.Text);
        noGzip.Status.ShouldBe(400, noGzip.Text);
        unknown.Status.ShouldBe(415, unknown.Text);
        (await host.Stored()).ShouldBe(5000);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Post_TooLarge_Is413AndWhatCameBeforeIsTaken(string type)
    {
        await using var host = await UsageHost.Start(
            new UsageApiOptions { MaxBodyBytes = 4 << 20, MaxEventBytes = 64 << 10 }
        );
        var longEvent = Events.Line(2, $"\"feature\":\"{new string('x', 2 << 20)}\",");
        var manyEvents = string.Join('\n', Events.Lines(1, 50_000));

        var one = await Events.AnswerOf(host.Post($"{Events.Line(1)}\n{longEvent}\n{Events.Line(3)}", type));
        var all = await Events.AnswerOf(host.Post(manyEvents, type));

        (one.Status, one.Accepted).ShouldBe((413, 1), one.Text);
        (all.Status, all.Accepted).ShouldBe((413, 0), all.Text);
        (await Events.AnswerOf(host.Post("x", "text/plain"))).Status.ShouldBe(415);
    }

    [Theory]
    [InlineData("", true, "acme/eu/k1")]
    [InlineData("\"account\":\"acme\",", true, "acme/eu/k1")]
    [InlineData("\"account\":\"acme\",\"subAccount\":\"eu\",\"tags\":{\"key\":\"k1\"},", true, "acme/eu/k1")]
    [InlineData("\"account\":\"other\",", false, "account: found 'other'")]
    [InlineData(
        "\"account\":\"acme\",\"subAccount\":\"us\",\"tags\":{\"key\":\"k1\"},",
        false,
        "subAccount: found 'us'"
    )]
    [InlineData("\"tags\":{\"key\":\"k2\"},", false, "tags.key: found 'k2'")]
    [InlineData("\"amends\":\"e0\",", false, "revision")]
    public async Task Post_KeyOfATenant_WritesForItsTenantOnly(string said, bool isTaken, string expected)
    {
        await using var host = await UsageHost.Start(
            new UsageApiOptions { OwnerOf = _ => new EventOwner("acme", "eu", "k1") }
        );

        var answer = await Events.AnswerOf(host.Post(Events.Line(1, said)));

        answer.Accepted.ShouldBe(isTaken ? 1 : 0, answer.Text);
        await host.Stored();
        var stored = StoredEvents.Find(host.Store, "e1").Select(found => found.Event).ToList();
        if (isTaken)
        {
            var found = stored.ShouldHaveSingleItem();
            $"{found.Account}/{found.SubAccount}/{found.Tags["key"]}".ShouldBe(expected);
        }
        else
        {
            stored.ShouldBeEmpty();
            using var json = JsonDocument.Parse(answer.Text);
            json.RootElement.GetProperty("faults")[0].GetProperty("reason").GetString()!.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Post_ManyCallersWithLargeBodies_EveryEventIsStoredOnce()
    {
        const int Callers = 4;
        const int EachEvents = 20_000;
        await using var host = await UsageHost.Start();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(caller =>
                    Events.AnswerOf(
                        host.Post(
                            string.Join('\n', Events.Lines(caller * EachEvents, EachEvents)),
                            "application/x-ndjson"
                        )
                    )
                )
        );

        answers.Sum(answer => answer.Accepted).ShouldBe(Callers * EachEvents);
        (await host.Stored()).ShouldBe(Callers * EachEvents);
    }
}
