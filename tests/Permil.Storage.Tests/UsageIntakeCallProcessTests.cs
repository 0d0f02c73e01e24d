using System.Globalization;
using Permil.Storage.DuckDb;

namespace Permil.Storage;

public sealed class UsageIntakeCallProcessTests
{
    [Fact]
    public async Task Calls_KilledAtAnyMoment_EachThatBeganIsOpenOrEndedAndNeverBoth()
    {
        const int Kills = 12;
        using var folder = new TemporaryFolder();
        var random = new Random(11);
        var begun = new HashSet<int>();
        var ended = new HashSet<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await MakeCallsUntilKilled(folder.Path, begun, ended, random);
        }

        using var store = UsageStore.Open(folder.Path, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store);
        var open = intake.OpenCalls.Select(call => NumberOf(call.Call.Id)).ToList();
        var stored = Stored(store);

        begun.Count.ShouldBeGreaterThan(Kills);
        open.ShouldBeUnique();
        stored.ShouldBeUnique();
        open.Intersect(stored).ShouldBeEmpty();
        ended.Except(stored).ShouldBeEmpty();
        begun.Except(open).Except(stored).ShouldBeEmpty();
    }

    private static List<int> Stored(UsageStore store)
    {
        using var connection = store.Connect();
        using var result = connection.Query("SELECT id FROM usage");
        var stored = new List<int>();
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                stored.Add(NumberOf(chunk.Text(0, row)!));
            }
        }

        return stored;
    }

    private static int NumberOf(string id) => int.Parse(id.AsSpan("event-".Length), CultureInfo.InvariantCulture);

    /// <summary>The numbers of an earlier run that were not acknowledged are not used again.</summary>
    private static async Task MakeCallsUntilKilled(string folder, HashSet<int> begun, HashSet<int> ended, Random random)
    {
        const int MostUnacknowledged = 1000;
        var first = begun.Count == 0 ? 1 : begun.Max() + MostUnacknowledged;
        using var process = ChildProcess.Start(
            Program.CallsCommand,
            folder,
            first.ToString(CultureInfo.InvariantCulture)
        );
        var lines = new List<string>();
        if (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await Task.Delay(random.Next(120));
        process.Kill();
        lines.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n')[..^1]);
        await process.WaitForExitAsync();
        foreach (var acknowledged in lines)
        {
            var number = int.Parse(acknowledged.AsSpan(2), CultureInfo.InvariantCulture);
            (acknowledged[0] == 'b' ? begun : ended).Add(number);
        }
    }
}
