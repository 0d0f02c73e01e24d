using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Alerts;

/// <summary>A real receiver of webhooks on the loopback.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>Where the context of an answer has what is answered.</summary>
    public const string ReceivedItem = "received";

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private LoopbackServer? _server;
    private int _count;

    /// <summary>How the request of that number, from 0, is answered.</summary>
    public Func<int, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>With something that nobody else may see.</summary>
    public Uri Url => new(_server!.Url, "hooks/s3cr3t-path");

    public int Port => _server!.Url.Port;

    public int Count => Volatile.Read(ref _count);

    public static async Task<WebhookReceiver> StartAsync(int port = 0)
    {
        var receiver = new WebhookReceiver();
        receiver._server = await LoopbackServer.StartAsync(receiver.ReceiveAsync, port);
        return receiver;
    }

    public static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>The next request; one that does not come fails the test.</summary>
    public Task<Received> NextAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var received = new Received(
            body,
            context.Request.Headers["X-Permil-Signature"].ToString(),
            context.Request.ContentType ?? ""
        );
        context.Items[ReceivedItem] = received;
        _received.Writer.TryWrite(received);
        await Answer(Interlocked.Increment(ref _count) - 1, context);
    }
}
