using Permil.Storage.Files;
using Xunit.Abstractions;

namespace Permil.Storage;

public sealed class JournalSimulationTests(ITestOutputHelper output)
{
    /// <summary>PERMIL_SEED runs one seed alone, or the PERMIL_SEEDS seeds from there on.</summary>
    [Fact]
    public void Run_AnySeed_KeepsWhatWasAcknowledged()
    {
        var only = Environment.GetEnvironmentVariable("PERMIL_SEED");
        var several = Environment.GetEnvironmentVariable("PERMIL_SEEDS");
        var first = int.Parse(only ?? "0");
        var count = int.Parse(several ?? (only is null ? "10000" : "1"));
        var records = 0L;
        var calls = 0L;
        var openings = 0;
        var tornEnds = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var simulation = new JournalSimulation(seed);
            RunOrSaySeed(simulation, seed);
            records += simulation.Acknowledged;
            calls += simulation.Disk.Calls.Count;
            openings += simulation.Openings;
            tornEnds += simulation.TornEnds;
        }

        output.WriteLine(
            $"{count} seeds: {records} records acknowledged or recovered, {calls} calls to the disk, "
                + $"{openings} openings, {tornEnds} torn ends"
        );
    }

    [Fact]
    public void Run_SameSeed_MakesTheSameCalls()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var one = new JournalSimulation(seed);
            var other = new JournalSimulation(seed);
            one.Run();
            other.Run();
            other.Disk.Calls.ShouldBe(one.Disk.Calls);
            other.Disk.Names.ShouldBe(one.Disk.Names);
            foreach (var name in one.Disk.Names)
            {
                other.Disk.BytesOf(name).ShouldBe(one.Disk.BytesOf(name));
            }
        }
    }

    /// <summary>The simulation can tell: a disk that does not flush is caught, be it files or folders.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Run_OnADiskThatDoesNotFlush_Fails(bool ignoresFlush, bool ignoresFlushFolder)
    {
        var caught = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            try
            {
                new JournalSimulation(seed, ignoresFlush, ignoresFlushFolder).Run();
            }
            catch (Exception)
            {
                // Whatever it is: lost records, a damaged journal.
                caught++;
            }
        }

        output.WriteLine($"{caught} of 200 seeds notice");
        caught.ShouldBeGreaterThan(50);
    }

    public static TheoryData<int, int> Failures()
    {
        var data = new TheoryData<int, int>();
        foreach (var failure in Enum.GetValues<SimulatedFailure>())
        {
            data.Add((int)failure, 512);
            data.Add((int)failure, 4096);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void SmallRun_AnyCallFails_NothingAcknowledgedIsLost(int failure, int sectorBytes)
    {
        var calls = new SimulatedDisk(0, sectorBytes);
        SmallRun(calls, new JournalModel());
        calls.Calls.Count.ShouldBeGreaterThan(100);
        for (var call = 0; call < calls.Calls.Count; call++)
        {
            for (var seed = 0; seed < 10; seed++)
            {
                try
                {
                    FailAndReopen(new SimulatedDisk(seed, sectorBytes), call, (SimulatedFailure)failure, seed);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException(
                        $"call {call} ({calls.Calls[call]}), seed {seed}: {e.Message}",
                        e
                    );
                }
            }
        }

        output.WriteLine($"{calls.Calls.Count} calls, 10 seeds each");
    }

    /// <summary>
    /// A mark the system shows though it is not on the disk, after a failed flush: the next opening deletes what it says
    /// was dropped, and then the power goes. The older mark on the disk must not miss those segments.
    /// </summary>
    [Fact]
    public void Open_MarkOfADropWasNotFlushed_IsMadeDurableBeforeAnythingIsDeleted()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var openingCalls = 1;
            for (var call = 0; call < openingCalls; call++)
            {
                var disk = new SimulatedDisk(seed, 4096);
                var model = new JournalModel();
                var journal = Journal.Open(disk, JournalSimulation.Options(new Random(seed), 512));
                Commit(journal, model, 250, 250, 250);
                disk.FailAt(disk.Calls.Count + 1, SimulatedFailure.InputOutput);
                model.MayBeDroppedThrough = 2;
                Should.Throw<JournalFailedException>(() => journal.DropThrough(2));
                disk.Calls[^1].ShouldBe("flush journal.mark");
                disk.KillProcess();

                var before = disk.Calls.Count;
                disk.FailAt(before + call, SimulatedFailure.PowerLoss);
                try
                {
                    Journal.Open(disk, JournalSimulation.Options(new Random(seed), 512));
                    openingCalls = call;
                }
                catch (JournalFailedException) when (disk.HasFailed)
                {
                    openingCalls = call + 2;
                }

                disk.LosePower();
                model.VerifyOpened(Journal.Open(disk, JournalSimulation.Options(new Random(seed), 512)));
            }
        }
    }

    private static void FailAndReopen(SimulatedDisk disk, int call, SimulatedFailure failure, int seed)
    {
        var model = new JournalModel();
        disk.FailAt(call, failure);
        try
        {
            SmallRun(disk, model);
        }
        catch (IOException) when (disk.HasFailed) { }

        disk.HasFailed.ShouldBeTrue();
        disk.FailNever();
        model.Settle(hasEnded: true);

        // The process may be started again, on what the system remembers, before the power goes.
        if (seed % 2 == 1 && failure != SimulatedFailure.PowerLoss)
        {
            disk.KillProcess();
            model.VerifyOpened(Journal.Open(disk, JournalSimulation.Options(new Random(seed), 512)));
        }

        disk.LosePower();
        var journal = Journal.Open(disk, JournalSimulation.Options(new Random(seed), 512));
        model.VerifyOpened(journal);
        Commit(journal, model, 100, 100, 100, 100, 100);
        model.VerifyContents(journal);
    }

    /// <summary>Two lives: records, a batch, three segments, a drop, a mark, a clean end.</summary>
    private static void SmallRun(SimulatedDisk disk, JournalModel model)
    {
        var random = new Random(1);
        var journal = Journal.Open(disk, JournalSimulation.Options(random, 512));
        model.VerifyOpened(journal);
        Commit(journal, model, 10, 100);
        Commit(journal, model, 30);
        model.Append(journal, [model.NextPayload(50), model.NextPayload(60), model.NextPayload(70)]);
        Commit(journal, model, 20, 200);
        journal.MarkCommitted();
        Commit(journal, model, 250, 250);
        model.MayBeDroppedThrough = 6;
        journal.DropThrough(model.LastKnown < 6 ? 0 : 6);
        Commit(journal, model, 40);
        journal.Dispose();
        model.Settle(hasEnded: false);

        journal = Journal.Open(disk, JournalSimulation.Options(random, 512));
        model.VerifyOpened(journal);
        Commit(journal, model, 80);
        Commit(journal, model, 5, 250);
        model.VerifyContents(journal);
    }

    private static void Commit(Journal journal, JournalModel model, params int[] sizes)
    {
        foreach (var size in sizes)
        {
            model.Append(journal, [model.NextPayload(size)]);
        }

        journal.CommitWaiting();
        model.Settle(hasEnded: false);
        if (journal.Failure is { } failure)
        {
            throw failure;
        }
    }

    private static void RunOrSaySeed(JournalSimulation simulation, int seed)
    {
        try
        {
            simulation.Run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"PERMIL_SEED={seed} fails: {e.Message}", e);
        }
    }
}
