using System.Buffers;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Finds the usage of an event stream (SSE) as it passes by, in pieces of any size. Memory is bounded.</summary>
/// <remarks>
/// Bytes leave as they come. Only where usage is hidden is an event held back while it is incomplete and may be the chunk
/// to hide, and at most <see cref="MaxHeldBytes"/> of it. One stream, one thread.
/// </remarks>
/// <param name="request">The request it answers.</param>
/// <param name="hidesUsage">Whether the chunk that has only usage is kept from the client, who did not ask for it.</param>
public sealed class StreamMeter(CallRequest request, bool hidesUsage)
{
    /// <summary>An event of more is passed on, whatever it is.</summary>
    public const int MaxHeldBytes = 64 * 1024;

    private readonly StreamEvents _events = new();
    private ByteBuffer _held;
    private bool _isReleased;
    private bool _hidLast;
    private bool _hasEnded;

    /// <summary>The data of an event that is kept as it is; for tests of how larger data is reduced.</summary>
    internal int MaxDataBytes
    {
        init => _events.MaxDataBytes = value;
    }

    /// <summary>Whether the stream said that it is complete.</summary>
    public bool IsComplete => _events.Usage.IsComplete;

    /// <summary>Chunks with a part of the answer so far: about as many as output tokens.</summary>
    public long Deltas => _events.Deltas;

    /// <summary>Takes the next bytes; those for the client, mostly the same, are appended to <paramref name="passedOn"/>.</summary>
    public void Add(ReadOnlySpan<byte> bytes, IBufferWriter<byte> passedOn)
    {
        ArgumentNullException.ThrowIfNull(passedOn);
        if (hidesUsage)
        {
            AddHiding(bytes, passedOn);
            return;
        }

        passedOn.Write(bytes);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_events.Add(bytes)..];
        }
    }

    /// <summary>The stream ended: what was held back is passed on.</summary>
    public void Complete(IBufferWriter<byte> passedOn)
    {
        ArgumentNullException.ThrowIfNull(passedOn);
        End();
        if (!_events.IsOnlyUsage)
        {
            passedOn.Write(_held.Written.Span);
        }

        _held.Clear();
    }

    /// <summary>What was used, as an event of which the caller sets the name and the dimensions.</summary>
    /// <param name="context">Where it stands, and what to assume; it must have a default time.</param>
    public UsageEvent Finish(RecordContext context)
    {
        CallReading.Check(context);
        End();
        if (request.Kind == CallKind.Speech && _events.Chunks > (_events.Usage.HasError ? 1 : 0))
        {
            return CallReading.Read(request, CallReading.Audio, context);
        }

        var read = CallReading.Try(request, context, () => _events.Usage.Finish(context));
        return read.Model.Length > 0 ? read : read with { Model = request.Model };
    }

    private void End()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            _events.End();
        }
    }

    private void AddHiding(ReadOnlySpan<byte> bytes, IBufferWriter<byte> passedOn)
    {
        // From here on bytes are not decided, and from there on they are of the event at hand.
        var undecided = 0;
        var begin = 0;
        var at = 0;
        while (at < bytes.Length)
        {
            at += _events.Add(bytes[at..]);
            if (!_events.IsBetween)
            {
                continue;
            }

            // The line feed of a line end that was cut belongs to the event before it.
            var hides = _events.IsLateLineFeed ? _hidLast : _events.IsOnlyUsage && !_isReleased;
            if (hides)
            {
                passedOn.Write(bytes[undecided..begin]);
                undecided = at;
            }
            else
            {
                passedOn.Write(_held.Written.Span);
            }

            _held.Clear();
            _hidLast = hides;
            _isReleased = false;
            begin = at;
        }

        if (_isReleased)
        {
            passedOn.Write(bytes[undecided..]);
            return;
        }

        passedOn.Write(bytes[undecided..begin]);
        Hold(bytes[begin..], passedOn);
    }

    private void Hold(ReadOnlySpan<byte> bytes, IBufferWriter<byte> passedOn)
    {
        const int LongestStart = 64;
        var from = Math.Max(0, _held.Length - LongestStart);
        _held.Add(bytes);
        if (_held.Length > MaxHeldBytes || HasChoice(_held.Written.Span[from..]))
        {
            passedOn.Write(_held.Written.Span);
            _held.Clear();
            _isReleased = true;
        }
    }

    /// <summary>Whether the beginning of an event shows that it has a choice: then it is not the chunk to hide.</summary>
    private static bool HasChoice(ReadOnlySpan<byte> held)
    {
        var name = "\"choices\""u8;
        var at = held.IndexOf(name);
        if (at < 0)
        {
            return false;
        }

        var rest = held[(at + name.Length)..].TrimStart(" :"u8);
        if (rest.IsEmpty || rest[0] != (byte)'[')
        {
            return false;
        }

        rest = rest[1..].TrimStart((byte)' ');
        return !rest.IsEmpty && rest[0] == (byte)'{';
    }
}
