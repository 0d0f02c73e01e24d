using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>
/// A caller's body that goes up as it comes. It remembers why it could not be read to its end: that is the caller's
/// doing, not the upstream's.
/// </summary>
internal sealed class CallerBody(Stream body, long? length, long mostBytes, CallClock clock) : HttpContent
{
    private const int ReadBytes = 64 * 1024;

    private long _read;

    /// <summary>Why it could not be read; <see langword="null"/>: so far it could.</summary>
    public Exception? Failure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (await Read(buffer, cancellationToken) is > 0 and var read)
            {
                // A long upload is no silence of the upstream.
                clock.Touch();
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>As the caller said it; without, the body goes up in chunks as it came.</summary>
    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    private async ValueTask<int> Read(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            _read += read;
            return _read <= mostBytes
                ? read
                : throw new BadHttpRequestException(
                    GatewayError.TooLarge(mostBytes).Message,
                    StatusCodes.Status413PayloadTooLarge
                );
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failure = exception;
            throw;
        }
    }
}
