using System.Net.Http.Headers;
using System.Text;

namespace Permil.Server.Gateway;

public sealed class CallIntakeTests
{
    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"model":7,"messages":[]}""")]
    [InlineData("""{"model":"","messages":[]}""")]
    [InlineData("""{"model":"gpt-4o-mini","model":"gpt-4o","messages":[]}""")]
    [InlineData("""{"model":"gpt-4o-mini","max_tokens":"many","messages":[]}""")]
    [InlineData("""{"model":"gpt-4o-mini","n":-1,"messages":[]}""")]
    public async Task Body_ThatIsNoCall_IsRefused(string body)
    {
        await using var host = await GatewayHost.Run();

        var seen = await host.Send(new Ask { Path = "/v1/chat/completions", Body = body });

        seen.Status.ShouldBe(400);
        seen.Code.ShouldBe("invalid_request");
        seen.Json["error"]!["message"]!.GetValue<string>().ShouldNotBeEmpty();
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_ThatIsTooLarge_Is413(bool isLengthKnown)
    {
        const int Most = 10_000;
        await using var host = await GatewayHost.Run(gateway => gateway with { MaxBodyBytes = Most });
        const string Rest = "\"}]}";
        const string Start = """{"model":"gpt-4o-mini","max_tokens":1,"messages":[{"role":"user","content":" """;

        // What a body in chunks is wrapped in counts too.
        var largest = isLengthKnown ? Most : Most - 100;
        foreach (var length in (int[])[largest, Most + 1])
        {
            var body = Start + new string('x', length - Start.Length - Rest.Length) + Rest;
            using HttpContent content = isLengthKnown
                ? new StringContent(body)
                : new StreamContent(new UnknownLength(Encoding.UTF8.GetBytes(body)));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var seen = await host.Send(new Ask { Path = "/v1/chat/completions", Content = content });

            seen.Status.ShouldBe(length > Most ? 413 : 200);
            if (length > Most)
            {
                seen.Code.ShouldBe("request_too_large");
                seen.Text.ShouldContain("10000");
            }
        }

        host.Upstream.Ledger.Calls.Single().BodyBytes.ShouldBe(largest);
    }

    [Fact]
    public async Task Bodies_ThatTogetherAreTooLarge_AreAskedToComeAgain()
    {
        await using var host = await GatewayHost.Run(gateway => gateway with { MaxHeldBytes = 50_000 });
        var large = Ask.Chat(more: $"\"user\":\"{new string('x', 30_000)}\",");
        var hanging = host.Send(large with { Play = "fault=hang" });
        await host.Upstream.Ledger.WaitAsync(calls => calls.Count == 1, GatewayHost.Soon);

        var refused = await host.Send(large);

        refused.Status.ShouldBe(503);
        refused.Code.ShouldBe("overloaded");
        refused.Headers["retry-after"].ShouldBe("1");
        host.Upstream.Release();
        await hanging;
        (await host.Send(large)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Body_ThatIsPacked_IsRefused()
    {
        await using var host = await GatewayHost.Run();
        using var content = new ByteArrayContent([31, 139, 8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        var seen = await host.Send(new Ask { Path = "/v1/chat/completions", Content = content });

        seen.Status.ShouldBe(415);
        seen.Code.ShouldBe("unsupported_encoding");
        host.Upstream.Ledger.Calls.ShouldBeEmpty();
    }

    /// <summary>So that the body is sent in chunks.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
