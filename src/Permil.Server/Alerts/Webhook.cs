using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Permil.Server.Alerts;

/// <summary>One address that alerts or billing events are sent to.</summary>
internal sealed class Webhook : IDisposable
{
    /// <summary>Requests to one address at the same time.</summary>
    private const int MaxAtOnce = 4;

    private readonly Uri _url;
    private readonly AlertOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);

    public Webhook(Uri url, AlertOptions options, ILogger logger, TimeProvider clock)
    {
        _url = url;
        _options = options;
        _logger = logger;
        _clock = clock;
        Name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.AbsoluteUri)))[..16];
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                // Where the alert goes is the operator's to say, not the receiver's.
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = options.Timeout,
        };
    }

    /// <summary>Stands for the address in files: the address itself may hold a secret.</summary>
    public string Name { get; }

    /// <summary>Sends something until it is taken, at least once.</summary>
    /// <param name="id">Names it in the log.</param>
    /// <param name="body">JSON.</param>
    /// <param name="deadline">From then on it is not repeated.</param>
    /// <param name="cancellationToken">Ends the repetitions.</param>
    /// <returns>Whether it was taken; otherwise it is time to give up.</returns>
    public async Task<bool> DeliverAsync(
        string id,
        byte[] body,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Repetition(id, deadline)
                .ExecuteAsync(async token => await AttemptAsync(body, token), cancellationToken);
            AlertLog.Delivered(_logger, id, _url.Host);
            return true;
        }
        catch (WebhookException exception)
        {
            AlertLog.GivenUp(_logger, id, _url.Host, exception.Message);
            return false;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    private ResiliencePipeline Repetition(string id, DateTimeOffset deadline) =>
        new ResiliencePipelineBuilder { TimeProvider = _clock }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = _options.FirstPause,
                    MaxDelay = _options.LongestPause,
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is WebhookException { IsFinal: false }
                                && _clock.GetUtcNow() < deadline
                        ),
                    DelayGenerator = arguments => ValueTask.FromResult(AskedPause(arguments.Outcome, deadline)),
                    OnRetry = arguments =>
                    {
                        AlertLog.NotTaken(
                            _logger,
                            id,
                            _url.Host,
                            arguments.AttemptNumber + 1,
                            arguments.Outcome.Exception!.Message,
                            arguments.RetryDelay
                        );
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    /// <summary>What the receiver asks for, but not past the end of patience, nor longer than that in all.</summary>
    private TimeSpan? AskedPause(Outcome<object> outcome, DateTimeOffset deadline)
    {
        if (outcome.Exception is not WebhookException { RetryAfter: { } asked })
        {
            return null;
        }

        var left = deadline - _clock.GetUtcNow();
        var longest = left < _options.PatientFor ? left : _options.PatientFor;
        return asked < longest ? asked : longest;
    }

    private async Task AttemptAsync(byte[] body, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("permil", null));
            request.Headers.Add(
                WebhookSignature.Header,
                WebhookSignature.Of(_options.Secret, _clock.GetUtcNow(), body)
            );

            // A request under way is let end, by the time-out at the latest: half of one would be sent again.
            using var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                CancellationToken.None
            );
            if (!response.IsSuccessStatusCode)
            {
                throw new WebhookException(
                    $"HTTP {(int)response.StatusCode}",
                    RetryAfterOf(response),
                    isFinal: response.StatusCode == HttpStatusCode.Gone
                );
            }
        }
        catch (HttpRequestException exception)
        {
            throw new WebhookException(exception.HttpRequestError.ToString(), null, isFinal: false, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebhookException(
                $"no answer in {_options.Timeout.TotalSeconds} s",
                null,
                isFinal: false,
                exception
            );
        }
        finally
        {
            _turns.Release();
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var asked = header?.Delta ?? (header?.Date - _clock.GetUtcNow());
        return asked > TimeSpan.Zero ? asked : null;
    }
}
