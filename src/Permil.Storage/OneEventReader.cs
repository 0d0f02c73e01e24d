using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>Reads event lines that must hold one event. One thread at a time.</summary>
internal sealed class OneEventReader : IUsageSink
{
    private readonly EventLine _line = new();
    private readonly JsonLineReader _reader;
    private UsageEvent? _event;

    /// <param name="isStrict">Whether fields that no event has are faults.</param>
    public OneEventReader(bool isStrict = false) =>
        _reader = new JsonLineReader(
            "event",
            new ReadOptions
            {
                DefaultTime = null,
                Format = "permil",
                TakesRevisions = true,
                IsStrict = isStrict,
            }
        );

    /// <summary>Why the last line is no event.</summary>
    public string? Reason { get; private set; }

    /// <returns><see langword="null"/>: it is none, for the <see cref="Reason"/>.</returns>
    public UsageEvent? Read(ReadOnlyMemory<byte> line, long number)
    {
        Reason = null;
        return _line.TryRead(line.Span) ? _line.Event(line.Span) : ReadInFull(line, number);
    }

    /// <summary>The same by the reader that knows every form.</summary>
    public UsageEvent? ReadInFull(ReadOnlyMemory<byte> line, long number)
    {
        (_event, Reason) = (null, null);
        _reader.ReadLine(line, number, this);
        return _event;
    }

    void IUsageSink.Accept(UsageEvent usageEvent) => _event = usageEvent;

    void IUsageSink.Reject(RejectedLine rejectedLine) => Reason = rejectedLine.Reason;
}
