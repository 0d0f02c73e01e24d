using System.Diagnostics;
using Permil.Allocation;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Files;
using Permil.Storage.Ids;
using Permil.Usage;
using Permil.Usage.Readers;
using Xunit.Abstractions;

namespace Permil.Storage.DuckDb;

/// <summary>Broken disks, files and companions: said clearly, and nothing that was acknowledged is lost.</summary>
public sealed class UsageStoreFaultTests(ITestOutputHelper output)
{
    private static readonly ReadOptions Options = new() { DefaultTime = null };

    [Fact]
    public void Finish_DiskFillsUp_SaysSoAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        if (!TryMount("-t", "tmpfs", "-o", "size=6m", "none", folder.Path))
        {
            return;
        }

        try
        {
            var acknowledged = 0;
            using (var store = Open(folder))
            {
                var failure = Should.Throw<Exception>(() =>
                {
                    while (true)
                    {
                        Import(store, acknowledged, 2_000);
                        acknowledged += 2_000;
                    }
                });
                output.WriteLine($"{acknowledged}: {failure.GetType().Name}: {failure.Message}");
                failure.ShouldBeAssignableTo<IOException>();
                failure.Message.ShouldContain(folder.Path);
                (failure.Message.Contains("disk was full") || failure.Message.Contains("No space left")).ShouldBeTrue(
                    failure.Message
                );
                acknowledged.ShouldBeGreaterThan(1_000);
                Should
                    .Throw<StoreFailedException>(() => Import(store, acknowledged, 1))
                    .Message.ShouldContain("open the store again");
            }

            using (var reader = UsageStore.Open(folder.Path, StoreAccess.Read))
            {
                ShouldHold(reader, acknowledged, atMost: acknowledged + 2_000);
            }

            Run("mount", "-o", "remount,size=64m", folder.Path).ShouldBeTrue();
            using var again = Open(folder);
            ShouldHold(again, acknowledged, atMost: acknowledged + 2_000);
            Import(again, 0, acknowledged + 4_000);
            ShouldHold(again, acknowledged + 4_000);
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    [Fact]
    public void Open_ReadOnlyFolder_ReadsAndRefusesToWrite()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 10);
        }

        if (!TryMount("--bind", folder.Path, folder.Path))
        {
            return;
        }

        try
        {
            Run("mount", "-o", "remount,ro,bind", folder.Path).ShouldBeTrue();
            using (var reader = UsageStore.Open(folder.Path, StoreAccess.Read))
            {
                ShouldHold(reader, 10);
                Rated(reader).Events.ShouldBe(10);
            }

            var refused = Should.Throw<IOException>(() => Open(folder));
            output.WriteLine(refused.Message);
            refused.Message.ShouldContain(folder.Path);
            refused.Message.ShouldContain("Read-only file system");
        }
        finally
        {
            Run("umount", folder.Path);
        }
    }

    [Fact]
    public void Import_BlockOfIdsDamaged_SaysWhatToDoAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 1_000);
        }

        var run = Directory.GetFiles(Path.Combine(folder.Path, "ids")).Order().First();
        var bytes = File.ReadAllBytes(run);
        bytes[IdRun.BlockSize + 100] ^= 4;
        File.WriteAllBytes(run, bytes);

        using (var store = Open(folder))
        {
            var failure = Should.Throw<StoreCorruptException>(() => Import(store, 500, 1_000));
            output.WriteLine(failure.Message);
            failure.Message.ShouldContain(run);
            failure.Message.ShouldContain("remove the folder");
            Should.Throw<StoreFailedException>(() => Import(store, 5_000, 1));
            Rated(store).Events.ShouldBe(1_000);
        }

        // What the message says to do.
        Directory.Delete(Path.GetDirectoryName(run)!, recursive: true);
        using (var store = Open(folder))
        {
            var summary = Import(store, 500, 1_000);
            (summary.New, summary.Duplicates, summary.Conflicts).ShouldBe((500, 500, 0));
        }

        using var again = Open(folder);
        ShouldHold(again, 1_500);
    }

    [Fact]
    public void Open_RunOfIdsCutShort_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 1_000);
        }

        var run = Directory.GetFiles(Path.Combine(folder.Path, "ids")).Order().First();
        File.WriteAllBytes(run, File.ReadAllBytes(run)[..^1]);

        var failure = Should.Throw<StoreCorruptException>(() => UsageStore.Open(folder.Path, StoreAccess.Write));
        failure.Message.ShouldContain(run);
        failure.Message.ShouldContain("remove the folder");

        // Who only reads needs no ids.
        using var reader = UsageStore.Open(folder.Path, StoreAccess.Read);
        reader.Events.ShouldBe(1_000);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5)]
    [InlineData(0, 1)]
    public void Open_DatabaseDamaged_SaysWhichFile(int form, double kept)
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 5_000);
        }

        var path = Path.Combine(folder.Path, "usage.duckdb");
        var bytes = File.ReadAllBytes(path);
        bytes = form switch
        {
            0 when kept < 1 => bytes[..(int)(bytes.Length * kept)],
            0 => [],
            1 => [.. Enumerable.Repeat((byte)0xA5, bytes.Length)],
            _ => [.. bytes.Select((value, i) => i is > 4096 and < 12_288 ? (byte)(value ^ 0x5A) : value)],
        };
        File.WriteAllBytes(path, bytes);
        foreach (var access in Enum.GetValues<StoreAccess>())
        {
            var failure = Should.Throw<IOException>(() =>
            {
                using var store = UsageStore.Open(folder.Path, access);
                Rated(store);
            });
            output.WriteLine($"{access}: {failure.Message}");
            failure.Message.ShouldContain(path);
        }

        // The ids are those of the events: they are not thrown away with a database that cannot be read.
        Directory.GetFiles(Path.Combine(folder.Path, "ids")).Length.ShouldBe(2);
    }

    [Fact]
    public void Open_OfALaterVersion_IsRefusedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 10);
            using var connection = store.Connect();
            connection.Execute("UPDATE store_state SET version = ?", Schema.Version + 1);
        }

        foreach (var access in Enum.GetValues<StoreAccess>())
        {
            var refused = Should.Throw<StoreVersionException>(() => UsageStore.Open(folder.Path, access));
            refused.Message.ShouldContain(folder.Path);
            refused.Message.ShouldContain("later version of permil");
            (refused.Found, refused.Known).ShouldBe((Schema.Version + 1, Schema.Version));
        }
    }

    [Fact]
    public void Migrate_FromTheVersionBefore_KeepsEverythingOrChangesNothing()
    {
        using var folder = new TemporaryFolder();
        using var store = Open(folder);
        Import(store, 0, 10);
        using var connection = store.Connect();

        Should.Throw<DuckDbException>(() =>
            Schema.Migrate(
                connection,
                folder.Path,
                [.. Schema.Steps, "ALTER TABLE usage ADD COLUMN region VARCHAR; SELECT nothing"]
            )
        );
        connection.QueryNumber("SELECT version FROM store_state").ShouldBe(Schema.Version);
        Should.Throw<DuckDbException>(() => connection.Execute("SELECT region FROM usage"));

        Schema.Migrate(connection, folder.Path, [.. Schema.Steps, "ALTER TABLE usage ADD COLUMN region VARCHAR"]);
        connection.QueryNumber("SELECT version FROM store_state").ShouldBe(Schema.Version + 1);
        connection.QueryNumber("SELECT count(*) FROM usage WHERE region IS NULL").ShouldBe(10);
    }

    [Fact]
    public void Open_SecondWriterOrWriterBesideReaders_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            Import(store, 0, 10);
            foreach (var access in Enum.GetValues<StoreAccess>())
            {
                var refused = Should.Throw<StoreInUseException>(() => UsageStore.Open(folder.Path, access));
                refused.Message.ShouldContain(folder.Path);
                refused.ProcessId.ShouldBe(Environment.ProcessId);
            }
        }

        using (UsageStore.Open(folder.Path, StoreAccess.Read))
        {
            Should.Throw<StoreInUseException>(() => Open(folder)).Message.ShouldContain(folder.Path);
        }

        using var again = Open(folder);
        ShouldHold(again, 10);
    }

    [Fact]
    public void Open_NoStoreThere_SaysHowToMakeOne()
    {
        using var folder = new TemporaryFolder();
        var refused = Should.Throw<FileNotFoundException>(() => UsageStore.Open(folder.Path, StoreAccess.Read));
        refused.Message.ShouldContain(folder.Path);
        refused.Message.ShouldContain("permil import");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Import_KilledAtAnyMoment_EverythingAcknowledgedIsThereOnce()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var acknowledged = 0;
        const int Kills = 6;
        const int MostKills = 60;

        // A busy machine may not get to a first batch within so short a life: later ones are longer.
        for (var kill = 0; kill < Kills || (acknowledged == 0 && kill < MostKills); kill++)
        {
            acknowledged = Math.Max(
                acknowledged,
                ImportUntilKilled(folder.Path, random.Next(400 * (1 + (kill / Kills))))
            );
            using var store = Open(folder);
            ShouldHold(store, acknowledged, atMost: int.MaxValue);
            Rated(store).Events.ShouldBe(store.Events);
        }

        acknowledged.ShouldBeGreaterThan(0);
        using var last = Open(folder);
        var stored = (int)last.Events;
        Import(last, 0, stored + 10).New.ShouldBe(10);
        output.WriteLine($"{stored} events were stored by then");
    }

    /// <summary>The events of one number after the other, the same at every start.</summary>
    internal static ImportSummary Import(UsageStore store, int first, int count)
    {
        var import = new UsageImport(store, Options, line => Assert.Fail(line.Reason), batchRows: 700);
        for (var number = first; number < first + count; number++)
        {
            import.Accept(EventOf(number));
        }

        return import.Finish();
    }

    private static UsageEvent EventOf(int number) =>
        TestBooks.Event(
            "m",
            new Measurement(Meters.InputTokens, number),
            new Measurement(Meters.AudioSeconds, 0.25m)
        ) with
        {
            Id = $"event-{number}-with-a-rather-long-name-{unchecked((uint)number * 2654435761):x8}",
            SubAccount = $"tenant-{number % 50}",
            ReportedCost = number % 7 == 0 ? 0.01m : null,
            Revises = number % 100 == 99 ? new Revision(RevisionKind.Amendment, $"event-{number - 1}", null) : null,
        };

    private static UsageStore Open(TemporaryFolder folder) => UsageStore.Open(folder.Path, StoreAccess.Write);

    private static RatingSummary Rated(UsageStore store) =>
        StoredRating.Rate(
            store,
            TestBooks.RaterOfRow("price: { input_tokens: 1 }"),
            AllocationRules.None,
            [],
            UsageSelection.All
        );

    private static void ShouldHold(UsageStore store, int atLeast, int? atMost = null)
    {
        store.Events.ShouldBeInRange(atLeast, atMost ?? atLeast);
        using var connection = store.Connect();
        connection.QueryNumber("SELECT count(*) FROM usage").ShouldBe(store.Events);
        connection.QueryNumber("SELECT count(DISTINCT id) FROM usage").ShouldBe(store.Events);
        connection.QueryNumber("SELECT count(DISTINCT q0) FROM usage").ShouldBe(store.Events);
    }

    private static int ImportUntilKilled(string folder, int milliseconds)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        start.ArgumentList.Add(Program.ImportCommand);
        start.ArgumentList.Add(folder);
        using var process = Process.Start(start)!;
        var first = process.StandardOutput.ReadLine();
        Thread.Sleep(milliseconds);
        process.Kill();
        var lines = (first + "\n" + process.StandardOutput.ReadToEnd()).Split('\n')[..^1];
        process.WaitForExit();
        return lines.Length == 0 ? 0 : int.Parse(lines[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private bool TryMount(params string[] arguments)
    {
        var isMounted = OperatingSystem.IsLinux() && Run("mount", arguments);
        if (!isMounted)
        {
            output.WriteLine("NOT TESTED: a disk could not be mounted here (it takes Linux and root's rights).");
        }

        return isMounted;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        );
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
