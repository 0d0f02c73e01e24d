using System.Diagnostics;
using System.Globalization;

namespace Permil.Cli.Output;

/// <summary>Says on standard error how far long work is, only on a terminal and only when it takes a while.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly long _totalBytes;
    private readonly Func<long>? _events;
    private readonly Timer? _timer;
    private readonly Lock _lock = new();
    private long _bytes;
    private bool _isShown;

    /// <param name="totalBytes">0 when it is not known.</param>
    /// <param name="events">How many events were read so far; <see langword="null"/>: nobody counts them.</param>
    public Progress(long totalBytes, Func<long>? events = null)
    {
        _totalBytes = totalBytes;
        _events = events;
        if (!Console.IsErrorRedirected)
        {
            _timer = new Timer(_ => Show(), null, FirstAfter, Every);
        }
    }

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            if (_isShown)
            {
                Console.Error.Write("\r\u001b[K");
            }
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            _isShown = true;
            var bytes = Interlocked.Read(ref _bytes);
            var seconds = Math.Max(_clock.Elapsed.TotalSeconds, 0.001);
            var perSecond = bytes / seconds;
            var text = _events?.Invoke() is { } events
                ? string.Create(CultureInfo.InvariantCulture, $"{events:N0} events, {events / seconds:N0} a second, ")
                : "";
            text += $"{Megabytes(bytes)} MB read, {Megabytes((long)perSecond)} MB/s";
            if (_totalBytes > 0 && perSecond > 0)
            {
                var left = Math.Max(0, _totalBytes - bytes) / perSecond;
                text += string.Create(
                    CultureInfo.InvariantCulture,
                    $", {100.0 * bytes / _totalBytes:0}%, {left:0} s left"
                );
            }

            Console.Error.Write($"\r{text}\u001b[K");
        }
    }

    private static string Megabytes(long bytes) => (bytes / 1_000_000).ToString("N0", CultureInfo.InvariantCulture);
}
