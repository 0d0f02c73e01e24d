namespace Permil.Server.Sync.Together;

/// <content>Reads bodies: into memory up to a limit, or through a temporary file.</content>
internal sealed partial class TogetherApi
{
    private async Task<byte[]> ReadWholeAsync(HttpResponseMessage response, Silence silence)
    {
        if (response.Content.Headers.ContentLength > _options.MaxAnswerBytes)
        {
            throw TooLarge(_options.MaxAnswerBytes);
        }

        var bytes = await ReadUpToAsync(response, silence, _options.MaxAnswerBytes + 1L);
        return bytes.Length <= _options.MaxAnswerBytes ? bytes : throw TooLarge(_options.MaxAnswerBytes);
    }

    private static async Task<byte[]> ReadUpToAsync(HttpResponseMessage response, Silence silence, long limit)
    {
        using var whole = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
        var piece = new byte[PieceBytes];
        while (whole.Length < limit)
        {
            silence.Break();
            var length = await body.ReadAsync(piece, silence.Token);
            if (length == 0)
            {
                break;
            }

            whole.Write(piece, 0, (int)Math.Min(length, limit - whole.Length));
        }

        return whole.ToArray();
    }

    private async Task<FileStream> SpoolAsync(HttpResponseMessage response, Silence silence)
    {
        var file = Create();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            var piece = new byte[PieceBytes];
            while (true)
            {
                silence.Break();
                var length = await body.ReadAsync(piece, silence.Token);
                if (length == 0)
                {
                    break;
                }

                if (file.Length + length > _options.MaxFileBytes)
                {
                    throw TooLarge(_options.MaxFileBytes);
                }

                await WriteAsync(file, piece.AsMemory(0, length), silence.Token);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private FileStream Create()
    {
        try
        {
            return TemporaryFile.Create(_options.TemporaryFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(exception);
        }
    }

    /// <summary>A disk that is full is no fault of the network: trying again would not help.</summary>
    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(piece, cancellationToken);
            await file.FlushAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw NoRoom(exception);
        }
    }

    private SyncException NoRoom(Exception exception) =>
        new($"{_options.TemporaryFolder}: no temporary file can be written ({exception.Message})", exception);

    private static SyncException TooLarge(long limit) => new($"the answer is larger than {limit} bytes");
}
