using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Permil.Server.Sync.Together;

/// <summary>A service on the loopback that answers as Together does, with whatever faults a test wishes.</summary>
internal sealed class FakeTogether : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _requests = [];
    private readonly List<string?> _authorizations = [];

    private FakeTogether(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Answers by path and query; a value that begins with a digit and a colon is a status and its body.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Asked before every answer, with how many requests there were before: whether it has answered itself.</summary>
    public Func<int, string, HttpContext, Task<bool>> Fault { get; set; } = (_, _, _) => Task.FromResult(false);

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<string?> Authorizations
    {
        get
        {
            lock (_requests)
            {
                return [.. _authorizations];
            }
        }
    }

    public static async Task<FakeTogether> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeTogether(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    public static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Promises the whole body, sends half of it and hangs up.</summary>
    public async Task CutAsync(HttpContext context, string path)
    {
        var body = Encoding.UTF8.GetBytes(Answers.GetValueOrDefault(path, "0123456789"));
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = $"{context.Request.Path}{context.Request.QueryString}".TrimStart('/');
        int index;
        lock (_requests)
        {
            index = _requests.Count;
            _requests.Add(path);
            _authorizations.Add(context.Request.Headers.Authorization);
        }

        if (await Fault(index, path, context))
        {
            return;
        }

        if (!Answers.TryGetValue(path, out var answer))
        {
            await WriteAsync(context, 404, """{"error":{"message":"not found","type":"invalid_request_error"}}""");
        }
        else if (answer.Length > 4 && answer[3] == ':' && char.IsAsciiDigit(answer[0]))
        {
            await WriteAsync(context, int.Parse(answer.AsSpan(0, 3), CultureInfo.InvariantCulture), answer[4..]);
        }
        else
        {
            await WriteAsync(context, 200, answer);
        }
    }
}
