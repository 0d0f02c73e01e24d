using System.Globalization;
using Permil.Usage;

namespace Permil.Storage.DuckDb;

/// <summary>Draws what comes to a store over its life: new facts, the same again, contradictions and revisions, in any order.</summary>
internal sealed class HistoryGenerator(Random random)
{
    public static readonly DateTimeOffset Now = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Meter[] UsedMeters = [Meters.InputTokens, Meters.OutputTokens, Meters.AudioSeconds];

    private readonly List<UsageEvent> _said = [];
    private int _ids;

    public List<UsageEvent> Events(int count) => [.. Enumerable.Range(0, count).Select(_ => Said())];

    private UsageEvent Said()
    {
        var usageEvent = random.Next(20) switch
        {
            < 3 when _said.Count > 0 => OneOf(_said),
            3 or 4 when _said.Count > 0 => Contradiction(OneOf(_said)),
            < 10 => Revision(),
            _ => Fact($"e{_ids++}"),
        };
        _said.Add(usageEvent);
        return usageEvent;
    }

    private UsageEvent Fact(string id) =>
        new()
        {
            Id = id,
            Source = OneOf(["app", "app", "app", "other"]),
            Time = Now.AddMinutes(-random.Next(0, 90 * 24 * 60)),
            Provider = OneOf(["acme", null]),
            Model = OneOf(["flat", "flat", "tiered", "steps", "blocks", "unheard-of"]),
            Account = OneOf([null, "A", "B"]),
            SubAccount = OneOf([null, "s1", "s2"]),
            Usage =
            [
                .. Enumerable
                    .Range(0, random.Next(0, 3))
                    .Select(_ => OneOf(UsedMeters))
                    .Distinct()
                    .Select(meter => new Measurement(meter, random.Next(0, 3_000))),
            ],
            Attributes =
                random.Next(10) == 0
                    ? new Dictionary<string, string>
                    {
                        [Permil.Usage.Attribute.Outcome] = Permil.Usage.Attribute.Failed,
                    }
                    : new Dictionary<string, string>(),
            UnsettledReason = random.Next(12) == 0 ? "interrupted" : null,
        };

    private UsageEvent Contradiction(UsageEvent said) =>
        random.Next(3) switch
        {
            0 => said with { Usage = [new Measurement(Meters.InputTokens, random.Next(1, 4))] },
            1 => said with { Feature = "other" },
            _ when said.Revises is { } revision => said with
            {
                Revises = revision with { Target = $"e{random.Next(9)}" },
            },
            _ => said with { Revises = new Revision(RevisionKind.Amendment, "e0", null) },
        };

    /// <summary>Of what was said, what will be, what never will, another revision, or itself.</summary>
    private UsageEvent Revision()
    {
        var id = $"e{_ids++}";
        var target = random.Next(3) == 0 && _said.Count > 0 ? OneOf(_said).Id : $"e{random.Next(_ids + 3)}";
        var kind = OneOf([RevisionKind.Amendment, RevisionKind.Amendment, RevisionKind.Retraction]);
        DateTimeOffset? recordedAt = random.Next(4) == 0 ? null : Now.AddHours(random.Next(-2, 3));
        var fact = Fact(id) with { Revises = new Revision(kind, target, recordedAt) };
        return kind == RevisionKind.Retraction ? fact with { Usage = [], UnsettledReason = null } : fact;
    }

    private T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
