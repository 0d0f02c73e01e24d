using System.Globalization;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Server.Sync;

/// <summary>Keeps events by (source, id) as a store does: durable after a commit, refused when the same id says something else.</summary>
internal sealed class MemoryTarget : ISyncTarget
{
    private readonly List<UsageEvent> _accepted = [];

    public SortedDictionary<string, UsageEvent> Durable { get; } = new(StringComparer.Ordinal);

    /// <summary>Durable events as text, to compare.</summary>
    public string Text => string.Join('\n', Durable.Values.Select(TextOf));

    /// <summary>Called before and after a commit did its work, with how many there were.</summary>
    public Action<int, bool> OnCommit { get; set; } = (_, _) => { };

    public int Commits { get; private set; }

    /// <summary>Events that were not there before.</summary>
    public int New { get; private set; }

    public void Accept(UsageEvent usageEvent) => _accepted.Add(usageEvent);

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnCommit(Commits, false);
        foreach (var usageEvent in _accepted)
        {
            var key = $"{usageEvent.Source} {usageEvent.Id}";
            if (Durable.TryGetValue(key, out var known))
            {
                TextOf(usageEvent).ShouldBe(TextOf(known), "the same event came with other content");
            }
            else
            {
                Durable[key] = usageEvent;
                New++;
            }
        }

        _accepted.Clear();
        OnCommit(Commits++, true);
        return Task.CompletedTask;
    }

    /// <summary>What a crash does: what was not durable is lost.</summary>
    public void Crash() => _accepted.Clear();

    public decimal Sum(string idPrefix, Meter meter) =>
        Durable
            .Values.Where(one => one.Id.StartsWith(idPrefix, StringComparison.Ordinal))
            .Sum(one => one.QuantityOf(meter));

    public IEnumerable<string> Ids(string prefix) =>
        Durable.Values.Select(one => one.Id).Where(id => id.StartsWith(prefix, StringComparison.Ordinal));

    public static string TextOf(UsageEvent one) =>
        string.Join(
            '|',
            one.Source,
            one.Id,
            one.Time.ToString("o", CultureInfo.InvariantCulture),
            one.Provider,
            one.Model,
            ModeName.Of(one.Mode),
            one.Account,
            one.SubAccount,
            string.Join(',', one.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)),
            string.Join(',', one.Usage.Select(used => $"{used.Meter}={DecimalText.Of(used.Quantity)}")),
            string.Join(',', one.Attributes.OrderBy(tag => tag.Key, StringComparer.Ordinal)),
            one.UnsettledReason,
            one.ReportedCost is { } cost ? DecimalText.Of(cost) : ""
        );
}
