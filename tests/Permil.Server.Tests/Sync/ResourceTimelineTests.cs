using FsCheck;
using FsCheck.Fluent;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Server.Sync;

public sealed class ResourceTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 7, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Gap = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, string> NoDefaults = [];

    /// <summary>However often it is looked at, and whenever: the hours add up to the whole time, rounded once.</summary>
    [Fact]
    public void Hours_AddUpToTheWholeTime()
    {
        var looks = Gen.Zip(Gen.Choose(0, 55), Gen.Choose(0, 7)).NonEmptyListOf();
        Prop.ForAll(
                looks.ToArbitrary(),
                steps =>
                {
                    var timeline = new ResourceTimeline();
                    var events = new List<UsageEvent>();
                    var (at, unitMinutes, before) = (Start, 0m, 0);
                    timeline.See("x", at, Lanes(0), Gap, _ => { });
                    foreach (var (minutes, units) in steps)
                    {
                        at = at.AddMinutes(minutes);
                        unitMinutes += before * minutes;
                        before = units;
                        timeline.See("x", at, Lanes(units), Gap, _ => { });
                        Emit(timeline, events);
                    }

                    // Stopped, and looked at again when its last hour is over.
                    timeline.See("x", at.AddHours(1), [], TimeSpan.MaxValue, _ => { });
                    unitMinutes += before * 60;
                    timeline.Miss("x", at.AddHours(2), Gap, _ => { });
                    Emit(timeline, events);
                    timeline.IsFinished.ShouldBeTrue();
                    events.Select(one => one.Id).ShouldBeUnique();
                    events
                        .Sum(one => one.QuantityOf(Meters.DedicatedEndpointHours))
                        .ShouldBe(Exact.MultiplyDivideToQuantity(unitMinutes, 1, 60));
                    return true;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Hour_IsEmittedOnlyWhenItIsOver()
    {
        var timeline = new ResourceTimeline();
        timeline.See("x", Start.AddMinutes(20), Lanes(3), Gap, _ => { });
        timeline.See("x", Start.AddMinutes(59), Lanes(3), Gap, _ => { });
        Of(timeline).ShouldBeEmpty();

        // Gone at :59, but the hour could still get more of it.
        timeline.Miss("x", Start.AddMinutes(59), Gap, _ => { });
        Of(timeline).ShouldBeEmpty();
        timeline.IsFinished.ShouldBeFalse();

        timeline.Miss("x", Start.AddMinutes(61), Gap, _ => { });
        var only = Of(timeline).ShouldHaveSingleItem();
        only.Id.ShouldBe("endpoint/x/h100/2026-10-07T12");
        only.Time.ShouldBe(Start);
        only.QuantityOf(Meters.DedicatedEndpointHours).ShouldBe(1.95m);
    }

    [Fact]
    public void LooksThatDiffer_FarApart_AreUnsettled()
    {
        var findings = new List<string>();
        var timeline = new ResourceTimeline();
        timeline.See("x", Start, Lanes(2), Gap, findings.Add);
        timeline.See("x", Start.AddHours(2), Lanes(4), Gap, findings.Add);

        var events = Of(timeline);

        events
            .Select(one => one.Id)
            .ShouldBe(["endpoint/x/h100/2026-10-07T12/unknown", "endpoint/x/h100/2026-10-07T13/unknown"]);
        events.ShouldAllBe(one =>
            one.Usage.Count == 0
            && one.UnsettledReason!.StartsWith("2 at 2026-10-07T12:00:00Z and 4 at 2026-10-07T14:00:00Z")
        );
        findings.ShouldContain(finding => finding.Contains("unsettled"));
    }

    [Fact]
    public void LooksThatAgree_FarApart_AreCountedAndSaid()
    {
        var findings = new List<string>();
        var timeline = new ResourceTimeline();
        timeline.See("x", Start, Lanes(2), Gap, findings.Add);
        timeline.See("x", Start.AddHours(30), Lanes(2), Gap, findings.Add);

        Of(timeline).Sum(one => one.QuantityOf(Meters.DedicatedEndpointHours)).ShouldBe(60);
        findings.ShouldContain(
            "x (h100): first seen at 2026-10-07T12:00:00Z; what it used before is not known and not counted"
        );
        findings.ShouldContain(
            "x (h100): not looked at between 2026-10-07T12:00:00Z and 2026-10-08T18:00:00Z; taken to have run throughout"
        );
    }

    [Fact]
    public void Clock_ThatGoesBack_CountsNothing()
    {
        var findings = new List<string>();
        var timeline = new ResourceTimeline();
        timeline.See("x", Start.AddHours(3), Lanes(2), Gap, findings.Add);
        timeline.See("x", Start, Lanes(9), Gap, findings.Add);
        timeline.Miss("x", Start, Gap, findings.Add);
        timeline.See("x", Start.AddHours(4), Lanes(2), Gap, findings.Add);

        Of(timeline).Sum(one => one.QuantityOf(Meters.DedicatedEndpointHours)).ShouldBe(2);
        findings.ShouldContain(finding => finding.Contains("before the last look"));
    }

    private static List<Lane> Lanes(int gpus) =>
        gpus == 0
            ? []
            :
            [
                new Lane
                {
                    Name = "h100",
                    Units = gpus,
                    Traits = new LaneTraits { Meter = "dedicated_endpoint_hours", Mode = Mode.Dedicated },
                },
            ];

    private static List<UsageEvent> Of(ResourceTimeline timeline) =>
        [.. HourEvents.Of("together", "endpoint/x", "together", timeline, NoDefaults)];

    private static void Emit(ResourceTimeline timeline, List<UsageEvent> events)
    {
        events.AddRange(Of(timeline));
        timeline.Forget(HourEvents.EndOf(timeline));
    }
}
