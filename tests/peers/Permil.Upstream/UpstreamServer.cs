using Microsoft.AspNetCore.Http.Features;
using Permil.Upstream.Answers;

namespace Permil.Upstream;

/// <summary>The played provider, listening.</summary>
public sealed class UpstreamServer : IAsyncDisposable
{
    private const int LookedAtBytes = 64 << 10;

    private readonly WebApplication _app;
    private readonly UpstreamOptions _options;
    private readonly AnswerBook _answers;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private UpstreamServer(WebApplication app, UpstreamOptions options)
    {
        _app = app;
        _options = options;
        _answers = new AnswerBook(options);
    }

    public Uri Url => new(_app.Urls.First());

    public Ledger Ledger { get; } = new();

    /// <summary>How calls are answered that do not say it themselves.</summary>
    public Play Play { get; set; } = Play.Plain;

    public static async Task<UpstreamServer> StartAsync(UpstreamOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.WebHost.UseUrls($"http://{options.Listen}");
        var app = builder.Build();
        var server = new UpstreamServer(app, options);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Lets go what hangs: those calls are reset.</summary>
    public void Release() =>
        Interlocked.Exchange(ref _released, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context) =>
        context.Request.Path.Value switch
        {
            "/_calls" => ShowCallsAsync(context),
            "/_play" => TakePlayAsync(context),
            "/_release" => ReleaseAsync(context),
            "/_samples" => context.Response.WriteAsJsonAsync(
                _options.Samples is { } folder
                    ? Directory.GetFiles(folder).Select(Path.GetFileName).Order().ToArray()
                    : []
            ),
            _ => PlayAsync(context),
        };

    private Task ShowCallsAsync(HttpContext context) =>
        context.Request.Query["format"] == "events"
            ? context.Response.WriteAsync(Ledger.AsEvents(Ledger.Calls))
            : context.Response.WriteAsJsonAsync(Ledger.Calls, Text.Ledger);

    private async Task TakePlayAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Play = Play.Parse(await reader.ReadToEndAsync(), Play.Plain);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task ReleaseAsync(HttpContext context)
    {
        Release();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task PlayAsync(HttpContext context)
    {
        var (call, bytes, sha256) = await CallReader.ReadAsync(context);
        var play = PlayOf(call);
        var line = Ledger.Begin(number => new UpstreamCall
        {
            Number = number,
            Name = play.Name,
            Time = Clock.Now,
            Method = call.Method,
            Path = call.Path,
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Provider = call.Provider,
            Model = call.Model,
            IsStream = call.IsStream,
            Headers = call.Headers,
            BodyBytes = bytes,
            BodySha256 = sha256,
            Body = call.Body.AsMemory(0, Math.Min(call.Body.Length, LookedAtBytes)),
        });
        var answer = IsKnown(call)
            ? _answers.Find(call, play, line.Number)
            : Answer.Error(401, "Invalid API key provided.", "invalid_request_error", "invalid_api_key");
        Note(line.Number, answer);
        var writer = new AnswerWriter(context, play, _released.Task);
        var isComplete = false;
        var wasAbandoned = false;
        try
        {
            isComplete = await writer.WriteAsync(answer);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            wasAbandoned = true;
        }

        Ledger.Change(
            line.Number,
            one =>
                one with
                {
                    IsComplete = isComplete,
                    WasAbandoned = wasAbandoned,
                    SentBytes = writer.SentBytes,
                    Sent = writer.Sent,
                    HasEnded = true,
                }
        );
    }

    /// <summary>A batch's calls are lines of their own.</summary>
    private void Note(int number, Answer answer)
    {
        Ledger.Change(number, line => Noted(line, answer));
        foreach (var part in answer.Parts)
        {
            var first = Ledger.Calls.First(line => line.Number == number);
            Ledger.Begin(other =>
                Noted(first with { Number = other, Status = 200, HasEnded = true, IsComplete = true }, part)
            );
        }
    }

    private static UpstreamCall Noted(UpstreamCall line, Answer answer) =>
        line with
        {
            AnswerId = answer.Id,
            Status = answer.Status,
            Usage = answer.Usage,
            Attributes = answer.Attributes,
            Model = answer.Model ?? line.Model,
            Mode = answer.Mode,
            TellsUsage = answer.TellsUsage,
        };

    private bool IsKnown(ReceivedCall call) =>
        _options.Key is not { } key
        || call.Headers.GetValueOrDefault("authorization") == $"Bearer {key}"
        || call.Headers.GetValueOrDefault("x-api-key") == key;

    private Play PlayOf(ReceivedCall call)
    {
        var said =
            call.Headers.GetValueOrDefault("x-upstream-play")
            ?? (call.Json["metadata"] is System.Text.Json.Nodes.JsonObject metadata ? $"{metadata["play"]}" : "");
        return Play.Parse(said, Play);
    }
}
