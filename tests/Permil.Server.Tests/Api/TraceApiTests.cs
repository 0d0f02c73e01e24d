using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Permil.Storage;
using Permil.Usage;

namespace Permil.Server.Api;

public sealed class TraceApiTests
{
    private const string Protobuf = "application/x-protobuf";
    private const string Path = "/v1/traces";

    private static readonly string Sample = File.ReadAllText(
        System.IO.Path.Combine(Repository(), "samples/logs/otel-spans.json")
    );

    [Fact]
    public async Task Post_TheSameSpansInJsonAndProtobuf_AreTheSameEvents()
    {
        await using var host = await UsageHost.Start();

        using var json = await host.Post(Sample, "application/json", Path);
        var fromJson = host.Accepted.ToList();
        host.Accepted.Clear();
        using var protobuf = await host.Post(OtlpMessage.Of(Sample), Protobuf, Path);
        var fromProtobuf = host.Accepted.ToList();
        host.Accepted.Clear();
        using var packed = await host.Post(Events.Gzip(Sample), "application/json", Path, "gzip");

        fromJson.Count.ShouldBeGreaterThan(1);
        Texts(fromProtobuf).ShouldBe(Texts(fromJson));
        Texts(host.Accepted).ShouldBe(Texts(fromJson));
        (await host.Stored()).ShouldBe(fromJson.Count);
        foreach (var response in (HttpResponseMessage[])[json, protobuf, packed])
        {
            ((int)response.StatusCode).ShouldBe(200);
        }

        (await json.Content.ReadAsStringAsync()).ShouldBe("{}");
        json.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await protobuf.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        protobuf.Content.Headers.ContentType!.MediaType.ShouldBe(Protobuf);
    }

    [Fact]
    public async Task Post_SomeSpansThatCannotBeTaken_SaysHowManyAndWhy()
    {
        await using var host = await UsageHost.Start(
            new UsageApiOptions { OwnerOf = _ => new EventOwner("acme", "eu") }
        );
        var spans = Traces(
            Span("1", "{\"key\":\"tenant.id\",\"value\":{\"stringValue\":\"eu\"}}"),
            Span("2", "{\"key\":\"tenant.id\",\"value\":{\"stringValue\":\"us\"}}"),
            Span("3", "{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"-1\"}}")
        );

        using var json = await host.Post(spans, "application/json", Path);
        using var protobuf = await host.Post(OtlpMessage.Of(spans), Protobuf, Path);

        using var answer = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        var partial = answer.RootElement.GetProperty("partialSuccess");
        partial.GetProperty("rejectedSpans").GetString().ShouldBe("2");
        partial.GetProperty("errorMessage").GetString()!.ShouldContain("input_tokens");
        var input = new CodedInputStream(await protobuf.Content.ReadAsByteArrayAsync());
        input.ReadTag().ShouldBe(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited));
        input = input.ReadBytes().CreateCodedInput();
        input.ReadTag().ShouldBe(WireFormat.MakeTag(1, WireFormat.WireType.Varint));
        input.ReadInt64().ShouldBe(2);
        input.ReadTag().ShouldBe(WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited));
        input.ReadString().ShouldContain("input_tokens");
        (await host.Stored()).ShouldBe(1);
        host.Accepted.ShouldAllBe(read => read.Account == "acme" && read.SubAccount == "eu");
    }

    [Theory]
    [InlineData("{\"resourceSpans\":[", "application/json", 400)]
    [InlineData("{\"spans\":[]}", "application/json", 400)]
    [InlineData("no protobuf", Protobuf, 400)]
    [InlineData("{}", "text/plain", 415)]
    public async Task Post_NoOtlp_IsRefusedAsAStatus(string body, string type, int expected)
    {
        await using var host = await UsageHost.Start();

        using var response = await host.Post(body, type, Path);

        ((int)response.StatusCode).ShouldBe(expected);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (type == Protobuf)
        {
            var input = new CodedInputStream(answer);
            input.ReadTag().ShouldBe(WireFormat.MakeTag(1, WireFormat.WireType.Varint));
            input.ReadInt32().ShouldBe(3);
        }
        else
        {
            using var json = JsonDocument.Parse(answer);
            json.RootElement.GetProperty("code").GetInt32().ShouldBe(3);
            json.RootElement.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Post_DamagedProtobuf_IsReadOrRefusedAndNeverAFault()
    {
        await using var host = await UsageHost.Start();
        var random = new Random(3);
        var good = OtlpMessage.Of(Sample);
        for (var round = 0; round < 200; round++)
        {
            var damaged = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            using var response = await host.Post(damaged[..random.Next(damaged.Length + 1)], Protobuf, Path);
            ((int)response.StatusCode).ShouldBeOneOf(200, 400);
        }
    }

    private static string Traces(params string[] spans) =>
        $$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{string.Join(',', spans)}}}]}]}]}""";

    private static string Span(string id, string attribute) =>
        $$$"""
            {"traceId":"0102030405060708090a0b0c0d0e0f1{{{id}}}","spanId":"000000000000000{{{id}}}","startTimeUnixNano":"1790812800000000000",
             "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                           {"key":"gen_ai.usage.output_tokens","value":{"intValue":"3"}},{{{attribute}}}]}
            """;

    private static IEnumerable<string> Texts(IEnumerable<UsageEvent> events) =>
        events.Select(usageEvent => Encoding.UTF8.GetString(UsageEventJson.Bytes(usageEvent)));

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "permil.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
