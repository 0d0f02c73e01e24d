using Permil.Storage.Files;

namespace Permil.Storage.Ids;

/// <summary>An index on a disk that fails or loses power: what was committed is there, what was not is gone.</summary>
public sealed class IdIndexSimulationTests
{
    private static readonly int[] SmallRun = [3, 1, 2, 1, 4, 200, 1, 2, 1, 1];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Open_AfterAFailureAtEachCall_HasWhatWasCommitted(int failure)
    {
        var calls = 0;
        foreach (var losesPower in (bool[])[false, true])
        {
            for (var call = 0; Run(seed: call, (call, (SimulatedFailure)failure), losesPower, SmallRun); call++)
            {
                calls++;
            }
        }

        calls.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Open_AfterPowerLossOfAnySeed_HasWhatWasCommitted()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var sizes = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(1, 9)).ToArray();
            (int, SimulatedFailure)? failure =
                random.Next(4) > 0 ? (random.Next(120), (SimulatedFailure)random.Next(4)) : null;
            Run(seed, failure, losesPower: random.Next(4) > 0, sizes);
        }
    }

    /// <returns>Whether the failure happened.</returns>
    private static bool Run(int seed, (int Call, SimulatedFailure Kind)? failure, bool losesPower, int[] sizes)
    {
        var disk = new SimulatedDisk(seed, sectorBytes: seed % 2 == 0 ? 512 : 4096);
        var model = new IdModel(new Random(seed));
        if (failure is var (call, kind))
        {
            disk.FailAt(call, kind);
        }

        try
        {
            using var index = IdIndex.Open(disk, 0, isReadOnly: false);
            AddAll(index, model, sizes);
        }
        catch (IOException exception)
        {
            exception.ShouldNotBeOfType<StoreCorruptException>();
            disk.HasFailed.ShouldBeTrue();
        }

        var hasFailed = disk.HasFailed;
        disk.FailNever();
        if (losesPower || disk.IsOff)
        {
            disk.LosePower();
        }

        using (var index = IdIndex.Open(disk, model.LastSequence, isReadOnly: false))
        {
            model.ShouldAllBeFoundIn(index);
            AddAll(index, model, sizes);
            model.ShouldAllBeFoundIn(index);
            disk.Names.Count().ShouldBe(index.Runs.Count);
        }

        disk.LosePower();
        using var again = IdIndex.Open(disk, model.LastSequence, isReadOnly: false);
        model.ShouldAllBeFoundIn(again);
        return hasFailed;
    }

    private static void AddAll(IdIndex index, IdModel model, int[] sizes)
    {
        foreach (var size in sizes)
        {
            var drawn = model.Draw(size);
            model.ShouldBeFoundIn(index, 3);
            index.Add(drawn);

            // Here the store commits the events.
            model.Add(drawn);
            index.Merge();
        }
    }
}
