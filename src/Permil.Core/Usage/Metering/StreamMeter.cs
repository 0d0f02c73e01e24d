using System.Buffers;

namespace Permil.Usage.Metering;

/// <summary>Finds the usage of an event stream (SSE) as it passes by, in pieces of any size. Memory is bounded.</summary>
/// <param name="request">The request it answers.</param>
/// <param name="hidesUsage">Whether the chunk that has only usage is kept from the client, who did not ask for it.</param>
public sealed class StreamMeter(CallRequest request, bool hidesUsage)
{
    /// <summary>Whether the stream said that it is complete.</summary>
    public bool IsComplete => throw new NotSupportedException();

    /// <summary>Chunks with a part of the answer so far: about as many as output tokens.</summary>
    public long Deltas => throw new NotSupportedException();

    /// <summary>Takes the next bytes; those for the client, mostly the same, are appended to <paramref name="passedOn"/>.</summary>
    public void Add(ReadOnlySpan<byte> bytes, IBufferWriter<byte> passedOn) =>
        throw new NotSupportedException(hidesUsage.ToString());

    /// <summary>The stream ended: what was held back is passed on.</summary>
    public void Complete(IBufferWriter<byte> passedOn) => throw new NotSupportedException();

    /// <summary>What was used, as an event of which the caller sets the name and the dimensions.</summary>
    public UsageEvent Finish(Readers.RecordContext context) => throw new NotSupportedException(request.Model);
}
