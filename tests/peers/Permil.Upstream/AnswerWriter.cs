using System.IO.Compression;

namespace Permil.Upstream;

/// <summary>Writes an answer as a play says: late, in odd pieces, not to the end.</summary>
internal sealed class AnswerWriter(HttpContext context, Play play, Task released)
{
    private const int KeptBytes = 64 << 10;

    private readonly MemoryStream _sent = new();

    public long SentBytes { get; private set; }

    /// <summary>The first of them.</summary>
    public ReadOnlyMemory<byte> Sent => _sent.ToArray();

    /// <returns>Whether all of it was sent.</returns>
    public async Task<bool> WriteAsync(Answer answer)
    {
        var gone = context.RequestAborted;
        if (play.Delay > TimeSpan.Zero)
        {
            await Task.Delay(play.Delay, gone);
        }

        if (play is { Fault: Fault.Reset or Fault.Hang, FaultNumber: 0 })
        {
            return await BreakAsync(gone);
        }

        var pieces = Pieces(answer);
        WriteHeaders(answer, pieces);
        await context.Response.StartAsync(gone);
        var writes = 0;
        foreach (var piece in pieces)
        {
            if (play.Fault is Fault.Reset or Fault.Hang && writes == play.FaultNumber)
            {
                return await BreakAsync(gone);
            }

            if (writes++ > 0 && play.Gap > TimeSpan.Zero)
            {
                await Task.Delay(play.Gap, gone);
            }

            await context.Response.Body.WriteAsync(piece, gone);
            await context.Response.Body.FlushAsync(gone);
            _sent.Write(piece.Span[..(int)Math.Min(piece.Length, KeptBytes - _sent.Length)]);
            SentBytes += piece.Length;
        }

        if (play.Fault is Fault.Reset or Fault.Hang)
        {
            return await BreakAsync(gone);
        }

        await context.Response.CompleteAsync();
        return true;
    }

    private async Task<bool> BreakAsync(CancellationToken gone)
    {
        if (play.Fault == Fault.Hang)
        {
            await released.WaitAsync(gone);
        }

        context.Abort();
        return false;
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Pieces(Answer answer)
    {
        IEnumerable<byte[]> whole = answer.Pieces;
        if (IsPacked(answer))
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                foreach (var piece in answer.Pieces)
                {
                    gzip.Write(piece);
                }
            }

            whole = [packed.ToArray()];
        }

        return play.Bytes == 0
            ? [.. whole.Select(piece => (ReadOnlyMemory<byte>)piece)]
            : [.. whole.SelectMany(piece => piece).Chunk(play.Bytes).Select(piece => (ReadOnlyMemory<byte>)piece)];
    }

    private bool IsPacked(Answer answer) =>
        play.Gzip
        && !answer.IsStream
        && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    private void WriteHeaders(Answer answer, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = answer.Status;
        headers.ContentType = answer.ContentType;
        headers["x-request-id"] = $"upstream-{answer.Id}";
        headers["x-upstream-said"] = "yes";
        if (IsPacked(answer))
        {
            headers.ContentEncoding = "gzip";
        }

        if (!answer.IsStream)
        {
            headers.ContentLength = pieces.Sum(piece => (long)piece.Length);
        }

        if (play is { Fault: Fault.Status, RetryAfter: { } seconds })
        {
            headers.RetryAfter = $"{seconds}";
        }
    }
}
