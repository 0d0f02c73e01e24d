using System.Net;
using Microsoft.AspNetCore.Http;
using Permil.Server.Telemetry;
using Polly.CircuitBreaker;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>Sends a call up, to the next upstream where one cannot take it. Nothing has been sent to the caller yet.</summary>
internal sealed class UpstreamCalls(GatewayOptions options)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <param name="incoming">The caller's request.</param>
    /// <param name="route">Where it may go, in order.</param>
    /// <param name="content">Makes the body of an attempt; <see langword="null"/> when it has none.</param>
    /// <param name="canRepeat">Whether the body can be sent more than once.</param>
    /// <param name="isMetered">Whether the answer is to be read as it passes by.</param>
    /// <param name="onGivenUp">
    /// Is handed an answer that says to come again later, before another upstream is asked; says whether it may be.
    /// </param>
    /// <param name="clock">Ends the call.</param>
    /// <param name="span">Its span in a trace, if it has one.</param>
    public async Task<Sent> Send(
        HttpRequest incoming,
        Upstream[] route,
        Func<HttpContent>? content,
        bool canRepeat,
        bool isMetered,
        Func<HttpResponseMessage, Upstream, Task<bool>>? onGivenUp,
        CallClock clock,
        CallSpan span = default
    )
    {
        var failed = new Sent { Upstream = route[0] };
        for (var i = 0; i < route.Length; i++)
        {
            var upstream = route[i];
            var hasNext = canRepeat && i + 1 < route.Length;
            var sent = await SendTo(upstream, incoming, content, canRepeat, isMetered, clock, span);
            if (sent.Answer is { } answer)
            {
                if (!hasNext || !SaysLater(answer))
                {
                    return sent;
                }

                var mayGoOn = onGivenUp is null || await onGivenUp(answer, upstream);
                answer.Dispose();
                if (mayGoOn)
                {
                    continue;
                }

                return new Sent { Upstream = upstream, Error = NoRoom(upstream, answer) };
            }

            failed = sent with { MayHaveReached = failed.MayHaveReached || sent.MayHaveReached };
            if (
                !hasNext
                || clock.Token.IsCancellationRequested
                || (sent.MayHaveReached && !IsRepeatable(incoming.Method))
            )
            {
                break;
            }
        }

        return failed;
    }

    /// <summary>Asks an upstream something for the gateway itself.</summary>
    /// <returns>The body of a good answer; <see langword="null"/>: there is none.</returns>
    public static Task<byte[]?> Ask(Upstream upstream, string pathBelowV1, CallClock clock) =>
        Get(
            upstream,
            pathBelowV1,
            clock,
            async answer =>
            {
                using (answer)
                {
                    return await answer.Content.ReadAsByteArrayAsync(clock.Token);
                }
            }
        );

    /// <summary>Opens a file of an upstream for the gateway itself.</summary>
    /// <returns><see langword="null"/>: there is none.</returns>
    public static Task<Stream?> Open(Upstream upstream, string pathBelowV1, CallClock clock) =>
        // Reading it to its end, or disposing of it, ends the answer too.
        Get(upstream, pathBelowV1, clock, answer => answer.Content.ReadAsStreamAsync(clock.Token));

    private static async Task<T?> Get<T>(
        Upstream upstream,
        string pathBelowV1,
        CallClock clock,
        Func<HttpResponseMessage, Task<T>> read
    )
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, upstream.AddressOf(pathBelowV1));
        upstream.Authorize(request);
        try
        {
            var answer = await upstream.Send(request, clock.Token);
            if (answer.IsSuccessStatusCode)
            {
                return await read(answer);
            }

            answer.Dispose();
            return null;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or BrokenCircuitException
                || exception is OperationCanceledException && clock.Token.IsCancellationRequested
            )
        {
            return null;
        }
    }

    private async Task<Sent> SendTo(
        Upstream upstream,
        HttpRequest incoming,
        Func<HttpContent>? content,
        bool canRepeat,
        bool isMetered,
        CallClock clock,
        CallSpan span
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            // Disposed with the answer, or by the collector: disposing it here would end a body that is still being sent.
            var request = UpstreamRequest.Create(incoming, upstream, content?.Invoke(), isMetered);
            span.WriteTo(request.Headers);
            try
            {
                var answer = await upstream.Send(request, clock.Token);
                clock.Touch();
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                {
                    return new Sent { Answer = answer, Upstream = upstream };
                }

                // About the gateway's key, and providers quote part of it: no business of the caller.
                answer.Dispose();
                return new Sent
                {
                    Upstream = upstream,
                    Error = new GatewayError(
                        502,
                        "server_error",
                        "upstream_unauthorized",
                        upstream.HasKey
                            ? $"upstream '{upstream.Name}' does not take the gateway's key for it"
                            : $"the gateway has no key for upstream '{upstream.Name}'"
                    ),
                };
            }
            catch (CallerBodyException exception)
            {
                return new Sent
                {
                    Upstream = upstream,
                    IsCallers = true,
                    MayHaveReached = true,
                    Error = GatewayError.OfBody(exception.InnerException!),
                };
            }
            catch (BrokenCircuitException)
            {
                return new Sent
                {
                    Upstream = upstream,
                    Error = new GatewayError(
                        502,
                        "server_error",
                        "upstream_unavailable",
                        $"upstream '{upstream.Name}' failed too often of late and is not asked for a while",
                        RetryAfter: TimeSpan.FromSeconds(5)
                    ),
                };
            }
            catch (HttpRequestException exception) when (NothingWasSent(exception))
            {
                if (!canRepeat || attempt >= options.ConnectRetries || clock.Token.IsCancellationRequested)
                {
                    return new Sent { Upstream = upstream, Error = Unreachable(upstream, exception) };
                }
            }
            catch (HttpRequestException exception)
            {
                return new Sent
                {
                    Upstream = upstream,
                    MayHaveReached = true,
                    Error = new GatewayError(
                        502,
                        "server_error",
                        "upstream_error",
                        $"upstream '{upstream.Name}' gave no answer: {exception.HttpRequestError}"
                    ),
                };
            }
            catch (OperationCanceledException) when (clock.Token.IsCancellationRequested)
            {
                return new Sent
                {
                    Upstream = upstream,
                    MayHaveReached = true,
                    Error = clock.TimedOut,
                };
            }

            await Task.Delay(RetryPause);
        }
    }

    private GatewayError Unreachable(Upstream upstream, HttpRequestException exception) =>
        exception.InnerException is TimeoutException
            ? new(
                504,
                "server_error",
                "upstream_timeout",
                $"connecting to upstream '{upstream.Name}' took longer than {options.ConnectTimeout.TotalSeconds:0.###} s"
            )
            : new(
                502,
                "server_error",
                "upstream_unreachable",
                $"upstream '{upstream.Name}' cannot be reached: {exception.HttpRequestError}"
            );

    private static bool NothingWasSent(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static GatewayError NoRoom(Upstream upstream, HttpResponseMessage answer) =>
        new(
            402,
            "insufficient_quota",
            "budget_exceeded",
            $"upstream '{upstream.Name}' answered {(int)answer.StatusCode} and billed it: no budget or credit is left to ask another"
        );

    /// <summary>The upstream did not work on it and says so.</summary>
    private static bool SaysLater(HttpResponseMessage answer) => (int)answer.StatusCode is 429 or 503 or 529;

    private static bool IsRepeatable(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
