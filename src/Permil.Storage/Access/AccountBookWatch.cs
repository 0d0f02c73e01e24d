using Permil.Access;

namespace Permil.Storage.Access;

/// <summary>
/// Tells a running server of every change of the account book: at once when the change is made through the same
/// <see cref="AccountBookFile"/>, else within <see cref="Interval"/>. A broken file changes nothing until it is mended.
/// </summary>
public sealed class AccountBookWatch : IAsyncDisposable
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>File systems may keep times only so exactly: a file as young as this may have changed without its stamp.</summary>
    private static readonly TimeSpan StampExactness = TimeSpan.FromSeconds(2);

    private readonly AccountBookFile _file;
    private readonly Action<AccountBook> _changed;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _clock;
    private readonly Lock _looking = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;
    private FileStamp _stamp;
    private bool _isStampExact;
    private byte[]? _bytes;
    private volatile AccountBook _current = AccountBook.Empty;
    private string? _reported;

    private AccountBookWatch(
        AccountBookFile file,
        Action<AccountBook> changed,
        Action<Exception> failed,
        TimeProvider clock
    )
    {
        _file = file;
        _changed = changed;
        _failed = failed;
        _clock = clock;
        Read(FileStamp.Of(file.Path));
        _file.Changed += LookAtChange;
        _watching = WatchAsync();
    }

    /// <summary>The last book that could be used.</summary>
    public AccountBook Current => _current;

    /// <summary>Takes the book as it is and tells of changes from now on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="changed">
    /// Takes the first book, before this returns, and each one after it, one at a time. When it throws, that is a failure,
    /// and it gets the same book again at the next look.
    /// </param>
    /// <param name="failed">Told why a book cannot be used, once for each reason in a row.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="AccountBookFormatException">The file is no account book: there is no last good one to keep.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AccountBookWatch Start(
        AccountBookFile file,
        Action<AccountBook> changed,
        Action<Exception> failed,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(failed);
        return new AccountBookWatch(file, changed, failed, clock ?? TimeProvider.System);
    }

    /// <summary>Looks now instead of at the next interval; a change seen is told before this returns.</summary>
    public void Look()
    {
        lock (_looking)
        {
            try
            {
                var stamp = FileStamp.Of(_file.Path);
                if (stamp != _stamp || !_isStampExact)
                {
                    Read(stamp);
                }

                _reported = null;
            }
            catch (Exception exception)
            {
                // Whatever it is, calls go on by the last good book, and the next look tries again.
                _isStampExact = false;
                if (_reported != exception.Message)
                {
                    _reported = exception.Message;
                    _failed(exception);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _file.Changed -= LookAtChange;
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private void LookAtChange(object? sender, EventArgs arguments) => Look();

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The end, not a failure.
        }
    }

    /// <param name="stamp">Of before the file is read: a change meanwhile shows at the next look.</param>
    private void Read(FileStamp stamp)
    {
        var isExact = _clock.GetUtcNow().UtcDateTime - stamp.WrittenAt > StampExactness;
        var bytes = _file.ReadBytes();
        if (bytes is null && _bytes is not null)
        {
            throw new FileNotFoundException($"{_file.Path} is gone; what it said last still holds", _file.Path);
        }

        var isFirst = _stamp == default;
        if (isFirst || bytes is null != _bytes is null || !bytes.AsSpan().SequenceEqual(_bytes))
        {
            var book = bytes is null ? AccountBook.Empty : AccountBookJson.Read(bytes, _file.Path);
            _changed(book);
            _current = book;
            _bytes = bytes;
        }

        (_stamp, _isStampExact) = (stamp, isExact);
    }
}
