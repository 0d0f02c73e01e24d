// Appends to a journal from many callers at once, each waiting for its acknowledgement before the next append, and writes
// a table of what was acknowledged a second. First what the disk does alone: one write and one fsync after another.
//   journal-load FOLDER [SECONDS]
using System.Diagnostics;
using System.Globalization;
using Permil.Storage;

const int RecordBytes = 200;

if (args is not [var folder, ..] || !double.TryParse(args.ElementAtOrDefault(1) ?? "5", out var seconds))
{
    Console.Error.WriteLine("journal-load FOLDER [SECONDS]");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var duration = TimeSpan.FromSeconds(seconds);
Directory.CreateDirectory(folder);

// What is done for the first time is slow.
await Append(appenders: 64, batch: 1, TimeSpan.FromSeconds(1));

Console.WriteLine(
    "| callers | records a call | records/s | fsync/s | records an fsync | ack median | ack 99% | CPU µs a record |"
);
Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
var alone = FlushAlone();
Console.WriteLine($"| the disk alone | | {alone:N0} | {alone:N0} | 1 | {1000 / alone:F2} ms (mean) | | |");
foreach (var (appenders, batch) in new[] { (1, 1), (64, 1), (1000, 1), (1, 500), (8, 500), (64, 500) })
{
    Console.WriteLine(await Append(appenders, batch, duration));
}

return 0;

async Task<string> Append(int appenders, int batch, TimeSpan span)
{
    var path = Path.Combine(folder, $"{appenders}-{batch}");
    await using var journal = Journal.Open(path);
    var records = Enumerable.Range(0, batch).Select(_ => (ReadOnlyMemory<byte>)NewRecord()).ToArray();
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var watch = Stopwatch.StartNew();
    var waits = await Task.WhenAll(
        Enumerable
            .Range(0, appenders)
            .Select(async _ =>
            {
                await Task.Yield();
                var mine = new List<double>();
                while (watch.Elapsed < span)
                {
                    var start = Stopwatch.GetTimestamp();
                    var last = batch == 1 ? await journal.Append(records[0]) : await journal.Append(records);
                    mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

                    // As the store does, so that a long run needs no large disk.
                    if (last % 1_000_000 < batch)
                    {
                        journal.DropThrough(last);
                    }
                }

                return mine;
            })
    );
    var elapsed = watch.Elapsed.TotalSeconds;
    cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
    var sorted = waits.SelectMany(mine => mine).Order().ToArray();
    var count = journal.LastSequence;
    var line =
        $"| {appenders:N0} | {batch} | {count / elapsed:N0} | {journal.Flushes / elapsed:N0} "
        + $"| {(double)count / journal.Flushes:N1} | {sorted[sorted.Length / 2]:F2} ms | {sorted[sorted.Length * 99 / 100]:F2} ms "
        + $"| {cpu.TotalMicroseconds / count:F2} |";
    await journal.DisposeAsync();
    Directory.Delete(path, recursive: true);
    return line;
}

double FlushAlone()
{
    var path = Path.Combine(folder, "alone");
    using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: 64 << 20);
    RandomAccess.SetLength(file, 64 << 20);
    RandomAccess.FlushToDisk(file);
    var record = NewRecord();
    var watch = Stopwatch.StartNew();
    var count = 0;
    for (; watch.Elapsed < duration && (long)count * RecordBytes < 64 << 20; count++)
    {
        RandomAccess.Write(file, record, (long)count * RecordBytes);
        RandomAccess.FlushToDisk(file);
    }

    var rate = count / watch.Elapsed.TotalSeconds;
    File.Delete(path);
    return rate;
}

static byte[] NewRecord()
{
    var record = new byte[RecordBytes];
    new Random(1).NextBytes(record);
    return record;
}
