using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Pricing;
using Permil.Server.Gateway;
using Permil.Server.Gateway.Upstreams;
using Permil.Storage.Access;

namespace Permil.Server.Hosting;

/// <summary>A whole server on the loopback before upstreams that answer as a test says; it can be started again.</summary>
internal sealed class AnsweringHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("permil-test-");
    private readonly HttpClient _http = new();
    private readonly List<LoopbackServer> _upstreams = [];
    private readonly Func<HttpRequest, (int Status, string Body)> _answer;
    private string _adminToken = "";
    private string _key = "";
    private PermilServer? _server;

    private AnsweringHost(Func<HttpRequest, (int Status, string Body)> answer) => _answer = answer;

    /// <summary>The paths that upstreams were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <param name="upstreams">How many upstreams there are, all of one name.</param>
    /// <param name="limits">Of the only account, which pays.</param>
    /// <param name="budgets">Of it.</param>
    /// <param name="answer">What every upstream answers.</param>
    public static async Task<AnsweringHost> Start(
        int upstreams,
        Limits limits,
        IReadOnlyList<Budget> budgets,
        Func<HttpRequest, (int Status, string Body)> answer
    )
    {
        var host = new AnsweringHost(answer);
        for (var i = 0; i < upstreams; i++)
        {
            host._upstreams.Add(await LoopbackServer.StartAsync(host.Answer));
        }

        new AccountBookFile(host._folder.FullName).Change(book =>
        {
            var now = TimeProvider.System.GetUtcNow();
            book = new NewAccount { Id = "a" }.AddTo(book, now);
            (book, _, host._key) = new NewKey { Account = "a" }.AddTo(book, now);
            return book with
            {
                Accounts = [.. book.Accounts.Select(account => account with { Limits = limits })],
                Budgets = budgets,
            };
        });
        await host.StartAgain();
        return host;
    }

    /// <summary>Stops the server where it runs, and starts it.</summary>
    public async Task StartAgain()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await PermilServer.StartAsync(
            new ServerOptions
            {
                DataFolder = _folder.FullName,
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                Gateway = new GatewayOptions
                {
                    Upstreams =
                    [
                        .. _upstreams.Select(upstream => new UpstreamOptions(
                            "together",
                            new Uri(upstream.Url, "/v1"),
                            "secret"
                        )),
                    ],
                },
                Catalog = new PriceCatalog(ShippedPriceBooks.Read()),
                Rules = AllocationRules.None,
            }
        );
        _adminToken = _server.FirstAdminToken ?? _adminToken;
    }

    public async Task<(int Status, JsonNode? Body)> Post(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server!.Addresses[0], path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await Send(request, _key);
    }

    /// <summary>What is spent and reserved of the first budget.</summary>
    public async Task<(decimal Spent, decimal Reserved)> Budget()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server!.Addresses[0], "/api/v1/budgets"));
        var (_, body) = await Send(request, _adminToken);
        var first = body!["budgets"]![0]!;
        return (
            decimal.Parse(first["spent"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture),
            decimal.Parse(first["reserved"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<(int Status, JsonNode? Body)> Send(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private Task Answer(HttpContext http)
    {
        Asked.Enqueue(http.Request.Path);
        var (status, body) = _answer(http.Request);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }
}
