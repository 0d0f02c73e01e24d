namespace Permil.Rating;

/// <summary>Collects usage that has no price.</summary>
internal sealed class UnpricedGroups
{
    private readonly Dictionary<(string Model, string Reason), UnpricedGroup> _groups = [];
    private readonly List<UnpricedGroup> _counted = [];

    /// <param name="model">As the events name it.</param>
    /// <param name="unpriced">What has no price.</param>
    /// <param name="events">How many events are counted, each once in a group.</param>
    /// <param name="times">How many times the quantities are there.</param>
    public void Add(string model, IReadOnlyList<UnpricedUsage> unpriced, long events, long times)
    {
        _counted.Clear();
        foreach (var (meter, quantity, reason) in unpriced)
        {
            if (!_groups.TryGetValue((model, reason), out var group))
            {
                _groups.Add((model, reason), group = new UnpricedGroup(model, reason));
            }

            group.AddQuantity(meter, Exact.Multiply(quantity, times));
            if (!_counted.Contains(group))
            {
                _counted.Add(group);
                group.Events += events;
            }
        }
    }

    /// <summary>Most events first, then by model and reason.</summary>
    public IReadOnlyList<UnpricedGroup> InOrder() =>
        [
            .. _groups
                .Values.OrderByDescending(group => group.Events)
                .ThenBy(group => group.Model, StringComparer.Ordinal)
                .ThenBy(group => group.Reason, StringComparer.Ordinal),
        ];
}
