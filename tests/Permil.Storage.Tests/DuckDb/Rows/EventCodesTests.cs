using FsCheck;
using FsCheck.Fluent;
using Permil.Storage.DuckDb.Importing;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage.DuckDb.Rows;

public sealed class EventCodesTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly ReadOptions Options = new() { DefaultTime = null, TakesRevisions = true };

    [Fact]
    public void EventOf_AnyEvent_IsTheEvent() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var (codes, batch, generator) = (
                        new EventCodes(),
                        new EventBatch(),
                        new EventGenerator(new Random(seed))
                    );
                    var events = Enumerable.Range(0, 20).Select(_ => generator.Any()).ToList();
                    events.ForEach(usageEvent => codes.Add(usageEvent, batch));
                    for (var i = 0; i < events.Count; i++)
                    {
                        ref readonly var row = ref batch.Rows[i];
                        EventText
                            .Of(codes.EventOf(in row, events[i].Id, batch.ExtraOf(in row)))
                            .ShouldBe(EventText.Of(events[i]));
                    }

                    return true;
                }
            )
            .Holds(500);

    [Fact]
    public void Find_AnyEventsStoredAndReopened_GivesThemBack()
    {
        var generator = new EventGenerator(new Random(11));
        var events = Enumerable.Range(0, 2_500).Select(_ => generator.Any()).ToList();
        using var folder = new TemporaryFolder();
        using (var store = UsageStore.Open(folder.Path, StoreAccess.Write))
        {
            var import = new UsageImport(store, Options, line => Assert.Fail(line.Reason), batchRows: 2_200);
            events.ForEach(import.Accept);
            import.Finish().New.ShouldBe(events.Count);
        }

        using (var reader = UsageStore.Open(folder.Path, StoreAccess.Read))
        {
            ShouldBeFoundIn(reader, events);
        }

        // An index made anew from the events knows what each of them says.
        Directory.Delete(Path.Combine(folder.Path, "ids"), recursive: true);
        using var writer = UsageStore.Open(folder.Path, StoreAccess.Write);
        var again = new UsageImport(writer, Options, line => Assert.Fail(line.Reason), batchRows: 2_200);
        events.ForEach(again.Accept);
        again.Finish().ShouldBe(new ImportSummary { Duplicates = events.Count });
    }

    private static void ShouldBeFoundIn(UsageStore reader, List<UsageEvent> events)
    {
        foreach (var usageEvent in events.Where((_, i) => i % 25 == 0 || i > 2_450))
        {
            var found = StoredEvents.Find(reader, usageEvent.Id).ShouldHaveSingleItem().Event;
            EventText.Of(found).ShouldBe(EventText.Of(usageEvent));
        }
    }

    [Fact]
    public void ContentOf_TheSameSaidOtherwise_IsTheSame() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var generator = new EventGenerator(new Random(seed));
                    var usageEvent = generator.Any();
                    var other = generator.SaidOtherwise(usageEvent);
                    EventText.Of(other).ShouldBe(EventText.Of(usageEvent));
                    // Codes depend on what was met before.
                    var codes = new EventCodes();
                    var first = ContentOf(codes, usageEvent);
                    first.ShouldBe(ContentOf(codes, other));
                    return true;
                }
            )
            .Holds(3_000);

    [Fact]
    public void ContentOf_OneFieldChanged_IsAnother() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var generator = new EventGenerator(new Random(seed));
                    var usageEvent = generator.Any();
                    var changed = generator.Changed(usageEvent);
                    if (EventText.Of(changed) == EventText.Of(usageEvent))
                    {
                        return true;
                    }

                    var codes = new EventCodes();
                    ContentOf(codes, changed).ShouldNotBe(ContentOf(codes, usageEvent), EventText.Of(changed));
                    return true;
                }
            )
            .Holds(5_000);

    /// <summary>Every 64-bit column has its own place in the hash: two quantities that change places are another event.</summary>
    [Fact]
    public void ContentOf_QuantitiesInEachOthersPlace_IsAnother()
    {
        var usageEvent = new EventGenerator(new Random(1)).Any() with { Revises = null, UnsettledReason = null };
        var codes = new EventCodes();
        for (var first = 0; first < Meters.All.Count; first++)
        {
            for (var second = 0; second < first; second++)
            {
                UsageEvent With(decimal one, decimal two) =>
                    usageEvent with
                    {
                        Usage = [new Measurement(Meters.All[first], one), new Measurement(Meters.All[second], two)],
                    };

                ContentOf(codes, With(1, 2)).ShouldNotBe(ContentOf(codes, With(2, 1)));
                ContentOf(codes, With(0, 2)).ShouldNotBe(ContentOf(codes, With(2, 0)));
            }
        }
    }

    [Fact]
    public void Add_MoreThanTwelveDecimals_IsRefusedWithTheMeter()
    {
        var usageEvent = new EventGenerator(new Random(1)).Any() with
        {
            Usage = [new Measurement(Meters.AudioSeconds, 1.000_000_000_000_1m)],
        };
        Should
            .Throw<UsageFormatException>(() => new EventCodes().Add(usageEvent, new EventBatch()))
            .Message.ShouldContain("audio_seconds");
    }

    [Fact]
    public void Add_MoreThanALongHolds_IsRefusedWithTheMeter()
    {
        var usageEvent = new EventGenerator(new Random(1)).Any() with
        {
            Usage = [new Measurement(Meters.AudioSeconds, 10_000_000_000_000_000_000m)],
        };
        Should
            .Throw<UsageFormatException>(() => new EventCodes().Add(usageEvent, new EventBatch()))
            .Message.ShouldContain("audio_seconds");
    }

    [Fact]
    public void Bytes_AnyEvent_IsReadBackTheSame() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var generator = new EventGenerator(new Random(seed));
                    var usageEvent = generator.Any();
                    if (usageEvent is { UnsettledReason: null, Revises: not { Kind: RevisionKind.Retraction } })
                    {
                        // An event without any meter is read as one whose usage is not known.
                        usageEvent = usageEvent with
                        {
                            Usage =
                            [
                                .. usageEvent.Usage.Where(measured => measured.Meter != Meters.WebSearches),
                                new Measurement(Meters.WebSearches, 1),
                            ],
                        };
                    }

                    var sink = new EventList();
                    UsageLog.Read(new MemoryStream(UsageEventJson.Bytes(usageEvent)), "log", Options, sink);
                    sink.Rejected.ShouldBeEmpty();
                    EventText.Of(sink.Events.ShouldHaveSingleItem()).ShouldBe(EventText.Of(usageEvent));
                    return true;
                }
            )
            .Holds(3_000);

    private static ulong ContentOf(EventCodes codes, UsageEvent usageEvent)
    {
        var batch = new EventBatch();
        codes.Add(usageEvent, batch);
        return batch.Rows[0].Content;
    }
}
