using System.Collections.Frozen;
using System.Net;
using Polly;
using Polly.CircuitBreaker;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>One address of a provider, with its connections and its circuit breaker.</summary>
internal sealed class Upstream : IDisposable
{
    private static readonly HttpStatusCode[] Broken =
    [
        HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable,
        HttpStatusCode.GatewayTimeout,
    ];

    private static readonly string[] Frequent =
    [
        "/chat/completions",
        "/completions",
        "/responses",
        "/messages",
        "/embeddings",
    ];

    private readonly HttpMessageInvoker _connections;
    private readonly ResiliencePipeline<HttpResponseMessage> _breaker;
    private readonly string? _secret;
    private readonly bool _isAnthropic;
    private readonly string _address;
    private readonly FrozenDictionary<string, Uri> _known;

    /// <param name="options">Where it is.</param>
    /// <param name="provider">The name of the price book that its calls are priced by; the upstream's own when there is none.</param>
    /// <param name="connectTimeout">How long connecting may take.</param>
    public Upstream(UpstreamOptions options, string provider, TimeSpan connectTimeout)
    {
        Name = options.Name;
        Provider = provider;
        _secret = options.Secret;
        _isAnthropic = string.Equals(provider, "anthropic", StringComparison.OrdinalIgnoreCase);
        _address = options.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _known = Frequent.ToFrozenDictionary(
            path => path,
            path => new Uri(_address + path, UriKind.Absolute),
            StringComparer.Ordinal
        );
        _connections = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ActivityHeadersPropagator = null,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = connectTimeout,
                EnableMultipleHttp2Connections = true,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
                UseProxy = false,
            }
        );
        _breaker = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<HttpResponseMessage>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 20,
                    SamplingDuration = TimeSpan.FromSeconds(10),
                    BreakDuration = TimeSpan.FromSeconds(5),
                    ShouldHandle = static arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is HttpRequestException
                                || arguments.Outcome.Result is { } answer && Broken.Contains(answer.StatusCode)
                        ),
                }
            )
            .Build();
    }

    public string Name { get; }

    public string Provider { get; }

    /// <summary>Whether calls to it name the provider's account.</summary>
    public bool HasKey => _secret is not null;

    /// <summary>What <c>/v1</c> stands for.</summary>
    public string Address => _address;

    /// <summary>The address of a path below <c>/v1</c>.</summary>
    public Uri AddressOf(string pathAndQuery) =>
        _known.TryGetValue(pathAndQuery, out var known) ? known : new Uri(_address + pathAndQuery, UriKind.Absolute);

    /// <summary>Names the provider's account instead of the caller's key.</summary>
    public void Authorize(HttpRequestMessage request)
    {
        if (_secret is null)
        {
            return;
        }

        if (_isAnthropic)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", _secret);
        }
        else
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _secret);
        }
    }

    /// <summary>Sends a request and comes back with the head of its answer.</summary>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    /// <exception cref="CallerBodyException">The caller's body could not be read to its end.</exception>
    /// <exception cref="BrokenCircuitException">It failed too often of late to be asked now.</exception>
    public async ValueTask<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _breaker.ExecuteOutcomeAsync(
                static async (attempt, state) =>
                {
                    try
                    {
                        return Outcome.FromResult(
                            await state.Connections.SendAsync(state.Request, attempt.CancellationToken)
                        );
                    }
                    catch (Exception exception)
                    {
                        return Outcome.FromException<HttpResponseMessage>(
                            Told(exception, state.Request, attempt.CancellationToken)
                        );
                    }
                },
                context,
                (Connections: _connections, Request: request)
            );
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => _connections.Dispose();

    /// <summary>
    /// Whose doing it was. A connection that took too long to make comes as a cancellation that nobody asked for; nothing
    /// was sent then.
    /// </summary>
    private static Exception Told(Exception exception, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is CallerBody { Failure: { } failure })
        {
            return new CallerBodyException(failure);
        }

        return
            exception is OperationCanceledException { InnerException: TimeoutException timeout }
            && !cancellationToken.IsCancellationRequested
            ? new HttpRequestException(HttpRequestError.ConnectionError, timeout.Message, timeout)
            : exception;
    }
}
