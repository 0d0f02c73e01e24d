using System.Buffers.Binary;

namespace Permil.Storage;

/// <summary>What a journal must and may hold, kept beside it through any number of lives.</summary>
internal sealed class JournalModel
{
    /// <summary>Acknowledged, or found by an opening, which then has made it durable.</summary>
    private readonly SortedDictionary<long, byte[]> _known = [];
    private readonly List<Waiting> _waiting = [];

    /// <summary>Appends whose fate only the next opening tells, in order.</summary>
    private readonly List<byte[][]> _unsure = [];
    private int _nextPayload;

    public long LastKnown { get; private set; }

    public int WaitingCount => _waiting.Count;

    /// <summary>Through where somebody has asked to drop.</summary>
    public long MayBeDroppedThrough { get; set; }

    /// <summary>Every record has a number of its own at its start, and bytes that follow from it.</summary>
    public byte[] NextPayload(int bytes)
    {
        var payload = new byte[Math.Max(bytes, sizeof(int))];
        new Random(_nextPayload).NextBytes(payload);
        BinaryPrimitives.WriteInt32LittleEndian(payload, _nextPayload);
        _nextPayload++;
        return payload;
    }

    public void Append(Journal journal, byte[][] payloads)
    {
        var cancellation = new CancellationTokenSource();
        var task =
            payloads.Length == 1
                ? journal.Append(payloads[0], cancellation.Token)
                : journal.Append([.. payloads.Select(payload => (ReadOnlyMemory<byte>)payload)], cancellation.Token);
        _waiting.Add(new Waiting(payloads, task.AsTask(), cancellation));
    }

    /// <summary>Appends without waiting for the flush.</summary>
    /// <returns>What the journal handed out.</returns>
    public JournalAppend Post(Journal journal, byte[][] payloads)
    {
        var append = journal.Post([.. payloads.Select(payload => (ReadOnlyMemory<byte>)payload)]);
        _waiting.Add(new Waiting(payloads, append.WhenDurable(), new CancellationTokenSource()));
        return append;
    }

    public void Cancel(int waiting) => _waiting[waiting].Cancellation.Cancel();

    /// <summary>
    /// Takes over what has been answered, in order. In a life that has ended, what has not been is unsure.
    /// </summary>
    public void Settle(bool hasEnded)
    {
        var settled = 0;
        foreach (var waiting in _waiting)
        {
            if (!hasEnded && !waiting.Task.IsCompleted)
            {
                break;
            }

            settled++;
            if (waiting.Task.IsCompletedSuccessfully)
            {
                _unsure.ShouldBeEmpty("A record was acknowledged after one that had failed.");
                Know(waiting.Payloads);
                waiting.Task.Result.ShouldBe(LastKnown, "The number of an acknowledged record.");
            }
            else if (waiting.Task.IsFaulted)
            {
                waiting.Task.Exception!.InnerException.ShouldBeOfType<JournalFailedException>();
                _unsure.Add(waiting.Payloads);
            }
            else if (!waiting.Task.IsCanceled)
            {
                _unsure.Add(waiting.Payloads);
            }
        }

        _waiting.RemoveRange(0, settled);
    }

    /// <summary>
    /// A journal just opened holds all that is known and, after it, the first of what is unsure, appends as a whole.
    /// </summary>
    public void VerifyOpened(Journal journal)
    {
        journal.LastSequence.ShouldBeGreaterThanOrEqualTo(LastKnown, "Acknowledged records are gone.");
        foreach (var payloads in _unsure)
        {
            if (LastKnown < journal.LastSequence)
            {
                Know(payloads);
            }
        }

        _unsure.Clear();
        journal.LastSequence.ShouldBe(LastKnown, "There are records nobody appended, or part of an append.");
        VerifyContents(journal);
    }

    public void VerifyContents(Journal journal)
    {
        // A new segment makes durable what was written before it; who waits hears of that with the next commit.
        var unheard = _waiting
            .Where(waiting => !waiting.Task.IsCanceled)
            .SelectMany(waiting => waiting.Payloads)
            .ToArray();
        journal.LastSequence.ShouldBeInRange(LastKnown, LastKnown + unheard.Length);
        journal.FirstSequence.ShouldBeLessThanOrEqualTo(MayBeDroppedThrough + 1, "Records were dropped unasked.");
        var expected = journal.FirstSequence;
        foreach (var record in journal.ReadFrom(journal.FirstSequence))
        {
            var payload = expected <= LastKnown ? _known[expected] : unheard[expected - LastKnown - 1];
            if (record.Sequence != expected || !record.Payload.Span.SequenceEqual(payload))
            {
                throw new InvalidDataException($"Record {record.Sequence} is not what was appended as {expected}.");
            }

            expected++;
        }

        expected.ShouldBe(journal.LastSequence + 1, "The replay ends elsewhere.");
    }

    private void Know(byte[][] payloads)
    {
        foreach (var payload in payloads)
        {
            LastKnown++;
            _known[LastKnown] = payload;
        }
    }

    private sealed record Waiting(byte[][] Payloads, Task<long> Task, CancellationTokenSource Cancellation);
}
