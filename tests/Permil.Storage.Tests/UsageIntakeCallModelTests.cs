using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage;

/// <summary>Calls begun and ended, stores and restarts at random, beside a list of what must be open.</summary>
public sealed class UsageIntakeCallModelTests
{
    private static readonly JournalOptions SmallSegments = new() { SegmentBytes = 4096 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Intake_AnySequence_KnowsWhatIsOpenAndStoresEachEventOnce(int seed)
    {
        var random = new Random(seed);
        var model = new Model();
        var folder = TemporaryFolder.InMemory();
        try
        {
            for (var start = 0; start < 8; start++)
            {
                var image = TemporaryFolder.InMemory();
                using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
                {
                    await using var intake = UsageIntake.Open(
                        store,
                        delay: TimeSpan.FromDays(1),
                        journalOptions: SmallSegments
                    );
                    model.Restart();
                    model.ShouldBeThatOf(intake);
                    store.Events.ShouldBe(model.Events.Count);
                    for (var step = random.Next(40); step > 0; step--)
                    {
                        await Step(intake, model, random);
                        model.ShouldBeThatOf(intake);
                    }

                    // What a kill at this moment leaves: nothing is stored while it is copied.
                    Copy(folder.Path, image.Path);
                }

                if (random.Next(2) == 0)
                {
                    (folder, image) = (image, folder);
                }

                image.Dispose();
            }
        }
        finally
        {
            folder.Dispose();
        }
    }

    private static async Task Step(UsageIntake intake, Model model, Random random)
    {
        switch (random.Next(10))
        {
            case < 4:
                var intent = CallText.Intent(++model.Calls);
                model.Begin(intent);
                await intake.BeginCall(intent).WhenDurable();
                break;
            case < 8 when model.Calls > 0:
                // Mostly calls that are open, sometimes ones that are over.
                var number =
                    model.Open.Count > 0 && random.Next(4) > 0
                        ? model.Open[random.Next(model.Open.Count)].Number
                        : random.Next(model.Calls) + 1;
                var events = random.Next(3) == 0 ? [] : new[] { Program.IntakeEvent(number) };
                model.End(number, events);
                await intake.EndCall($"event-{number}", events).WhenDurable();
                break;
            case 8:
                var other = Program.IntakeEvent(random.Next(1000, 1050));
                model.Events.Add(other.Id);
                await intake.AppendAsync([other]);
                break;
            default:
                await intake.StoreAsync();
                break;
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (path.EndsWith(".lock", StringComparison.Ordinal))
            {
                continue;
            }

            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = File.Create(target);
            source.CopyTo(copy);
        }
    }

    private sealed class Model
    {
        private List<string> _leftOver = [];

        public int Calls { get; set; }

        public List<(int Number, string Text)> Open { get; } = [];

        public HashSet<string> Events { get; } = [];

        public void Begin(CallIntent intent) => Open.Add((Calls, CallText.Of(intent)));

        public void End(int number, IEnumerable<UsageEvent> events)
        {
            _leftOver.RemoveAll(text => Open.Exists(open => open.Number == number && open.Text == text));
            Open.RemoveAll(open => open.Number == number);
            Events.UnionWith(events.Select(usageEvent => usageEvent.Id));
        }

        public void Restart() => _leftOver = [.. Open.Select(open => open.Text)];

        public void ShouldBeThatOf(UsageIntake intake) => CallText.Of(intake.OpenCalls).ShouldBe(_leftOver);
    }
}
