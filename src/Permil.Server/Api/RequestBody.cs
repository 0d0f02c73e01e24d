using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Permil.Server.Hosting;

namespace Permil.Server.Api;

/// <summary>The body of a request, unpacked, up to a limit of bytes.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly bool _isPacked;
    private readonly long _mostBytes;
    private long _read;

    private RequestBody(Stream stream, bool isPacked, long mostBytes)
    {
        _stream = stream;
        _isPacked = isPacked;
        _mostBytes = mostBytes;
    }

    /// <exception cref="BodyException">It is packed in a way not known here, or says that it is too large.</exception>
    public static RequestBody Open(HttpRequest request, long mostBytes)
    {
        BodyLimit.Set(request, mostBytes);
        if (request.ContentLength > mostBytes)
        {
            throw TooLarge(mostBytes);
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.ToLowerInvariant() switch
        {
            "" or "identity" => new RequestBody(request.Body, isPacked: false, mostBytes),
            "gzip" or "x-gzip" => new RequestBody(
                new GZipStream(request.Body, CompressionMode.Decompress),
                isPacked: true,
                mostBytes
            ),
            _ => throw new BodyException(
                StatusCodes.Status415UnsupportedMediaType,
                $"content-encoding: found '{encoding}', allowed: gzip, identity"
            ),
        };
    }

    /// <returns>0 at the end.</returns>
    /// <exception cref="BodyException">The body is too large, or damaged.</exception>
    public async ValueTask<int> Read(Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _stream.ReadAsync(target, cancellationToken);
            _read += count;
            return _read <= _mostBytes ? count : throw TooLarge(_mostBytes);
        }
        catch (BadHttpRequestException exception)
        {
            throw new BodyException(exception.StatusCode, exception.Message, exception);
        }
        catch (InvalidDataException exception)
        {
            throw new BodyException(
                StatusCodes.Status400BadRequest,
                $"the body is no gzip: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>All of it.</summary>
    /// <exception cref="BodyException">As for <see cref="Read"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAll(CancellationToken cancellationToken)
    {
        var bytes = new byte[16 * 1024];
        var count = 0;
        while (await Read(bytes.AsMemory(count), cancellationToken) is var read and > 0)
        {
            count += read;
            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }
        }

        return bytes.AsMemory(0, count);
    }

    public ValueTask DisposeAsync() => _isPacked ? _stream.DisposeAsync() : ValueTask.CompletedTask;

    private static BodyException TooLarge(long mostBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the body is too large, allowed: {mostBytes} bytes unpacked");
}
