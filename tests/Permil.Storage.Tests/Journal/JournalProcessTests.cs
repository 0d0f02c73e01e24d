using System.Globalization;
using Permil.Storage.Files;
using Xunit.Abstractions;

namespace Permil.Storage;

/// <summary>Real processes on a real disk.</summary>
public sealed class JournalProcessTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Fact]
    public async Task Append_KilledAtAnyMoment_EverythingAcknowledgedIsThere()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20);
        var acknowledged = new SortedDictionary<long, int>();
        var torn = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            foreach (var (sequence, text) in await AppendUntilKilled(folder.Path, kill, random))
            {
                acknowledged.Add(sequence, text);
            }

            await using var journal = Journal.Open(folder.Path);
            torn += journal.Recovery.TornTail is null ? 0 : 1;
            var found = journal
                .ReadFrom(1)
                .ToDictionary(record => record.Sequence, record => BitConverter.ToInt32(record.Payload.Span));
            found.Count.ShouldBe((int)journal.LastSequence);
            found.Values.ShouldBeUnique();
            foreach (var (sequence, text) in acknowledged)
            {
                found.ShouldContainKeyAndValue(sequence, text);
            }
        }

        acknowledged.Count.ShouldBeGreaterThan(Kills);
        output.WriteLine($"{Kills} kills, {acknowledged.Count} records acknowledged, {torn} torn ends");
    }

    [Fact]
    public void Open_HeldByAnotherProcess_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        using var holder = ChildProcess.Start(Program.HoldCommand, folder.Path);
        holder.StandardOutput.ReadLine().ShouldBe("open");

        var refused = Should.Throw<StoreInUseException>(() => Journal.Open(folder.Path));
        refused.ProcessId.ShouldBe(holder.Id);
        refused.Message.ShouldContain($"in use by process {holder.Id}");
        refused.Message.ShouldContain(folder.Path);

        holder.Kill();
        holder.WaitForExit();
        Journal.Open(folder.Path).Dispose();
    }

    private static async Task<List<(long Sequence, int Text)>> AppendUntilKilled(string folder, int run, Random random)
    {
        using var process = ChildProcess.Start(
            Program.AppendCommand,
            folder,
            (run * 1_000_000).ToString(CultureInfo.InvariantCulture)
        );

        // One in four dies at some moment of its start, the others at work.
        var text = "";
        if (run % 4 == 0)
        {
            await Task.Delay(random.Next(50, 200));
        }
        else
        {
            text = await process.StandardOutput.ReadLineAsync() + "\n";
            await Task.Delay(random.Next(60));
        }

        process.Kill();
        text += await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        // What follows the last line break was being printed when it died.
        return
        [
            .. text.Split('\n')[..^1]
                .Select(line => line.Split(' '))
                .Select(parts =>
                    (
                        long.Parse(parts[0], CultureInfo.InvariantCulture),
                        int.Parse(parts[1], CultureInfo.InvariantCulture)
                    )
                ),
        ];
    }
}
