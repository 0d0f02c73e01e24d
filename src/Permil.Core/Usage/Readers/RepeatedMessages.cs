namespace Permil.Usage.Readers;

/// <summary>
/// Coding agents log a message several times while it is written, with an output count that grows. The lines stand near
/// each other, so each message waits a while and the line with the most output goes first; the others are its duplicates.
/// </summary>
internal sealed class RepeatedMessages
{
    private const int MaxWaiting = 256;

    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, (UsageEvent Largest, int Times)> _waiting = new(StringComparer.Ordinal);

    public void Add(UsageEvent message, IUsageSink sink)
    {
        if (_waiting.TryGetValue(message.Id, out var known))
        {
            _waiting[message.Id] = (
                OutputOf(message) >= OutputOf(known.Largest) ? message : known.Largest,
                known.Times + 1
            );
            return;
        }

        if (_order.Count == MaxWaiting)
        {
            EmitOldest(sink);
        }

        _order.Enqueue(message.Id);
        _waiting.Add(message.Id, (message, 1));
    }

    /// <summary>Hands over what still waits.</summary>
    public void Complete(IUsageSink sink)
    {
        while (_order.Count > 0)
        {
            EmitOldest(sink);
        }
    }

    private void EmitOldest(IUsageSink sink)
    {
        _waiting.Remove(_order.Dequeue(), out var oldest);
        for (var time = 0; time < oldest.Times; time++)
        {
            sink.Accept(oldest.Largest);
        }
    }

    private static decimal OutputOf(UsageEvent message) => message.QuantityOf(Meters.OutputTokens);
}
