using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using ProviderOptions = Permil.Server.Gateway.Upstreams.UpstreamOptions;

namespace Permil.Server.Gateway;

/// <summary>A provider that answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<Asked> _asked;

    private ScriptedProvider(LoopbackServer server, ConcurrentQueue<Asked> asked)
    {
        _server = server;
        _asked = asked;
    }

    /// <summary>What came up.</summary>
    internal sealed record Asked(string What, IReadOnlyDictionary<string, string> Headers, byte[] Body);

    public IReadOnlyList<Asked> Calls => [.. _asked];

    public IEnumerable<string> Paths => _asked.Select(asked => asked.What);

    /// <param name="answer">The answer to a call, by its method and path: <c>GET /v1/files/f/content</c>.</param>
    public static async Task<ScriptedProvider> Start(Func<string, string?> answer) =>
        await Start(
            async (http, asked) =>
            {
                var body = answer(asked.What);
                http.Response.StatusCode = body is null ? 404 : 200;
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(body ?? """{"error":{"message":"not found"}}""");
            }
        );

    public static async Task<ScriptedProvider> Start(Func<HttpContext, Asked, Task> answer)
    {
        var calls = new ConcurrentQueue<Asked>();
        var server = await LoopbackServer.StartAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var asked = new Asked(
                $"{http.Request.Method} {http.Request.Path}",
                http.Request.Headers.ToDictionary(
                    header => header.Key.ToLowerInvariant(),
                    header => header.Value.ToString(),
                    StringComparer.Ordinal
                ),
                body.ToArray()
            );
            calls.Enqueue(asked);
            await answer(http, asked);
        });
        return new(server, calls);
    }

    /// <summary>This provider under a name.</summary>
    public ProviderOptions As(string name) => new(name, new Uri(_server.Url, "v1"), GatewayHost.ProviderKey);

    /// <summary>A line of a batch's input.</summary>
    public static string InputLine(int number, string model = GatewayHost.Model) =>
        $$$"""{"custom_id":"c{{{number}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{model}}}","max_tokens":100,"messages":[{"role":"user","content":"x"}]}}""";

    /// <summary>A line of a batch's output that used a million input tokens: 0.075 USD as a batch.</summary>
    public static string OutputLine(int number) =>
        $$$$"""{"id":"line-{{{{number}}}}","custom_id":"c{{{{number}}}}","response":{"status_code":200,"body":{"id":"chatcmpl-{{{{number}}}}","object":"chat.completion","created":1760000000,"model":"{{{{GatewayHost.Model}}}}","choices":[{"index":0,"message":{"role":"assistant","content":"y"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}}},"error":null}""";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
