using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Permil.Usage.Readers;
using Polly;
using Polly.Retry;

namespace Permil.Server.Sync.Together;

/// <summary>
/// GET requests to the service: retried, bounded in time and size, and silent about the key. The key goes to the service
/// itself and to no address it points to.
/// </summary>
internal sealed partial class TogetherApi : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxShownChars = 300;
    private const int MaxErrorBytes = 16 * 1024;
    private const int PieceBytes = 64 * 1024;

    private readonly TogetherSyncOptions _options;
    private readonly TogetherKey _key;
    private readonly Uri _root;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _retries;

    public TogetherApi(TogetherSyncOptions options, TogetherKey key)
    {
        _options = options;
        _key = key;
        _root = RootOf(options.BaseUrl);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = options.Timeout,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _retries = Retries(options);
    }

    /// <summary>Reads a JSON answer whole.</summary>
    /// <param name="path">From the root, with its query: <c>v1/batches</c>.</param>
    /// <param name="cancellationToken">Stops the request and the waits.</param>
    public async Task<JsonElement> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await GetAsync(path, ReadWholeAsync, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(
                bytes,
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new SyncException(
                $"GET /{path}: the answer is no JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}): {Shown(bytes)}",
                exception
            );
        }
    }

    /// <summary>Fetches a file whole into a temporary one, which is gone when the stream is closed.</summary>
    public Task<FileStream> GetFileAsync(string path, CancellationToken cancellationToken) =>
        GetAsync(path, SpoolAsync, cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>The address that paths are added to.</summary>
    /// <exception cref="SyncException">The key must not be sent there, or it is no address.</exception>
    internal static Uri RootOf(Uri baseUrl)
    {
        if (!baseUrl.IsAbsoluteUri || (baseUrl.Scheme != Uri.UriSchemeHttps && baseUrl.Scheme != Uri.UriSchemeHttp))
        {
            throw new SyncException($"base URL: found '{baseUrl}', allowed: an address that begins with https://");
        }

        if (baseUrl.UserInfo.Length > 0)
        {
            throw new SyncException("base URL: holds a user name or password; the key has its own place");
        }

        if (baseUrl.Scheme == Uri.UriSchemeHttp && !baseUrl.IsLoopback)
        {
            throw new SyncException(
                $"base URL: {baseUrl} would send the key unencrypted; allowed: https://, or the loopback"
            );
        }

        var path = baseUrl.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/v1", StringComparison.Ordinal))
        {
            path = path[..^"/v1".Length];
        }

        return new Uri(baseUrl, path + "/");
    }

    private static ResiliencePipeline Retries(TogetherSyncOptions options) =>
        options.MaxAttempts <= 1
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
                .AddRetry(
                    new RetryStrategyOptions
                    {
                        MaxRetryAttempts = options.MaxAttempts - 1,
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                        Delay = options.FirstDelay,
                        MaxDelay = options.LongestDelay,
                        ShouldHandle = arguments =>
                            ValueTask.FromResult(
                                arguments.Outcome.Exception is TransientException transient
                                    && !(transient.RetryAfter > options.LongestDelay)
                            ),
                        DelayGenerator = arguments =>
                            ValueTask.FromResult((arguments.Outcome.Exception as TransientException)?.RetryAfter),
                    }
                )
                .Build();

    private async Task<T> GetAsync<T>(
        string path,
        Func<HttpResponseMessage, Silence, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        var attempts = 0;
        try
        {
            return await _retries.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await AttemptAsync(path, read, token);
                },
                cancellationToken
            );
        }
        catch (TransientException exception)
        {
            var wait =
                exception.RetryAfter is { } asked && asked > _options.LongestDelay
                    ? $"; it asks to wait {asked.TotalSeconds} s, longer than this run waits"
                    : "";
            throw new SyncException(
                $"GET /{path}: {exception.Message} ({attempts} {(attempts == 1 ? "attempt" : "attempts")}{wait})",
                exception
            );
        }
    }

    private async Task<T> AttemptAsync<T>(
        string path,
        Func<HttpResponseMessage, Silence, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        using var silence = new Silence(_options.Timeout, cancellationToken);
        try
        {
            using var response = await FollowAsync(path, silence);
            if (!response.IsSuccessStatusCode)
            {
                throw await FailureAsync(path, response, silence);
            }

            return await read(response, silence);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException($"no answer for {_options.Timeout.TotalSeconds} s", null, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientException(_key.Hide(exception.Message), null, exception);
        }
    }

    /// <summary>Follows redirects by hand: a file may lie at an address that must not see the key.</summary>
    private async Task<HttpResponseMessage> FollowAsync(string path, Silence silence)
    {
        var address = new Uri(_root, path);
        for (var i = 0; i <= MaxRedirects; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (IsOwn(address))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key.Reveal());
            }

            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("permil", null));
            silence.Break();
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (
                response.Headers.Location is not { } location
                || (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
            )
            {
                return response;
            }

            response.Dispose();
            address = new Uri(address, location);
            if (address.Scheme != Uri.UriSchemeHttps && !IsOwn(address))
            {
                throw new SyncException($"GET /{path}: redirected to an address without https; not followed");
            }
        }

        throw new SyncException($"GET /{path}: over {MaxRedirects} redirects");
    }

    private bool IsOwn(Uri address) =>
        Uri.Compare(
            address,
            _root,
            UriComponents.SchemeAndServer,
            UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    private async Task<Exception> FailureAsync(string path, HttpResponseMessage response, Silence silence)
    {
        var status = (int)response.StatusCode;
        var said = await ErrorTextAsync(response, silence);
        var text = said.Length == 0 ? $"status {status}" : $"status {status}: {said}";
        var isOwn = response.RequestMessage?.RequestUri is { } address && IsOwn(address);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized when isOwn:
                return new KeyRefusedException(
                    $"the service refuses the key (GET /{path}, {text}); check {TogetherSyncOptions.KeyVariable}"
                );
            case HttpStatusCode.Forbidden when isOwn:
                return new KeyRefusedException(
                    $"the key may not read this (GET /{path}, {text}); use a key with access, or leave this kind out"
                );
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return new NotFoundException($"GET /{path}: {text}");
            case HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout:
            case >= HttpStatusCode.InternalServerError:
                return new TransientException(text, RetryAfter(response.Headers.RetryAfter));
            default:
                return new SyncException($"GET /{path}: {text}");
        }
    }

    /// <summary>A date is rounded up to the second, so that no attempt comes too early.</summary>
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        if (header?.Delta is { } delta)
        {
            return delta;
        }

        if (header?.Date is not { } date)
        {
            return null;
        }

        var wait = date - _options.TimeProvider.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
    }

    /// <summary>The message of an error answer, in the shapes the service has for it, or the beginning of its text.</summary>
    private async Task<string> ErrorTextAsync(HttpResponseMessage response, Silence silence)
    {
        byte[] bytes;
        try
        {
            bytes = await ReadUpToAsync(response, silence, MaxErrorBytes);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The status says enough; its explanation was cut off.
            return "";
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var answer = document.RootElement;
            var message = answer.TryObject("error", out var error)
                ? error.TextOrNothing("message")
                : answer.TextOrNothing("error") ?? answer.TextOrNothing("message");
            if (message is not null)
            {
                return _key.Hide(JsonFields.Shorten(message, MaxShownChars));
            }
        }
        catch (JsonException)
        {
            // A proxy's page, for example: shown as it is.
        }

        return bytes.Length == 0 ? "" : Shown(bytes);
    }

    /// <summary>The key is hidden before the text is cut: half a key is part of one.</summary>
    private string Shown(byte[] bytes)
    {
        var text = _key.Hide(System.Text.Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, MaxErrorBytes)));
        return JsonFields.Shorten(
            string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            MaxShownChars
        );
    }
}
