using System.Globalization;
using Permil.Storage;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Usage;

namespace Permil;

/// <summary>What the tests run as a process of its own, to kill it or to be refused by it.</summary>
internal static class Program
{
    public const string AppendCommand = "journal-append";
    public const string HoldCommand = "journal-hold";
    public const string HoldDatabaseCommand = "hold-database";
    public const string IntakeCommand = "take-in";
    public const string CallsCommand = "make-calls";
    public const string ImportCommand = "store-import";

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [AppendCommand, var folder, var firstText]:
                await Append(folder, int.Parse(firstText, CultureInfo.InvariantCulture));
                return 0;
            case [HoldCommand, var folder]:
                using (Journal.Open(folder))
                {
                    Console.WriteLine("open");
                    Console.In.ReadLine();
                }

                return 0;
            case [HoldDatabaseCommand, var path]:
                using (DuckDbDatabase.Open(path))
                {
                    Console.WriteLine("open");
                    Console.In.ReadLine();
                }

                return 0;
            case [IntakeCommand, var folder, var firstText]:
                await TakeIn(folder, int.Parse(firstText, CultureInfo.InvariantCulture));
                return 0;
            case [CallsCommand, var folder, var firstText]:
                await MakeCalls(folder, int.Parse(firstText, CultureInfo.InvariantCulture));
                return 0;
            case [ImportCommand, var folder]:
                Import(folder);
                return 0;
            default:
                Console.Error.WriteLine(
                    $"{AppendCommand} FOLDER FIRST | {HoldCommand} FOLDER | {HoldDatabaseCommand} FILE | {IntakeCommand} FOLDER FIRST | {CallsCommand} FOLDER FIRST | {ImportCommand} FOLDER"
                );
                return 2;
        }
    }

    /// <summary>Imports events that count up, and prints how many are acknowledged, until it is killed.</summary>
    private static void Import(string folder)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        Console.WriteLine(0);
        for (var events = 0; ; events += 300)
        {
            UsageStoreFaultTests.Import(store, events, 300);
            Console.WriteLine((events + 300).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Appends texts that count up from the first, four at a time, and prints what is acknowledged, for ever.</summary>
    private static async Task Append(string folder, int first)
    {
        var options = new JournalOptions { SegmentBytes = 64 << 10, MarkDelay = TimeSpan.FromMilliseconds(5) };
        await using var journal = Journal.Open(folder, options);
        var next = first - 1;
        var output = Console.OpenStandardOutput();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async appender =>
                {
                    while (true)
                    {
                        var text = Interlocked.Increment(ref next);
                        var record = new byte[20 + (text * 37 % 2000)];
                        BitConverter.TryWriteBytes(record, text);
                        var sequence = await journal.Append(record);
                        var line = string.Create(CultureInfo.InvariantCulture, $"{sequence} {text}\n");
                        lock (output)
                        {
                            output.Write(System.Text.Encoding.ASCII.GetBytes(line));
                        }
                    }
                })
        );
    }

    /// <summary>An event that uses as many tokens as its number.</summary>
    public static UsageEvent IntakeEvent(int number) =>
        new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"event-{number}"),
            Source = "test",
            Time = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number),
            Provider = "together",
            Model = "some/model",
            Usage = [new Measurement(Meters.InputTokens, number)],
        };

    /// <summary>Takes events in, a few at a time, counting up from the first, and prints the last acknowledged, for ever.</summary>
    private static async Task TakeIn(string folder, int first)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store, delay: TimeSpan.FromMilliseconds(15));
        for (var next = first; ; )
        {
            var events = Enumerable.Range(next, 1 + (next % 7)).Select(IntakeEvent).ToList();
            await intake.AppendAsync(events);
            next += events.Count;
            Console.WriteLine(next - 1);
        }
    }

    /// <summary>
    /// Ends every second call that was left open, then makes calls that count up from the first, four at a time, and
    /// prints what is acknowledged (b: begun, e: ended), for ever. A call ends with the event of its number.
    /// </summary>
    private static async Task MakeCalls(string folder, int first)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        var options = new JournalOptions { SegmentBytes = 16 << 10 };
        await using var intake = UsageIntake.Open(store, delay: TimeSpan.FromMilliseconds(10), journalOptions: options);
        var output = Console.OpenStandardOutput();
        foreach (var call in intake.OpenCalls.Where((_, place) => place % 2 == 0))
        {
            await End(int.Parse(call.Call.Id["event-".Length..], CultureInfo.InvariantCulture));
        }

        var next = first - 1;
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    while (true)
                    {
                        var number = Interlocked.Increment(ref next);
                        await intake.BeginCall(CallText.Intent(number)).WhenDurable();
                        Print('b', number);
                        if (number % 11 != 0)
                        {
                            await End(number);
                        }
                    }
                })
        );

        async Task End(int number)
        {
            await intake.EndCall(IntakeEvent(number).Id, [IntakeEvent(number)]).WhenDurable();
            Print('e', number);
        }

        void Print(char what, int number)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{what} {number}\n");
            lock (output)
            {
                output.Write(System.Text.Encoding.ASCII.GetBytes(line));
            }
        }
    }
}
