namespace Permil.Usage.Metering;

/// <summary>Finds the usage of an answer as its bytes pass by, in pieces of any size. Memory is bounded.</summary>
public sealed class AnswerMeter(CallRequest request)
{
    /// <summary>Takes the next bytes of the answer's body, unpacked.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>What was used, as an event of which the caller sets the name and the dimensions.</summary>
    /// <param name="context">Where it stands, and what to assume.</param>
    /// <param name="isWhole">Whether the answer ended as it should.</param>
    public UsageEvent Finish(Readers.RecordContext context, bool isWhole) =>
        throw new NotSupportedException(request.Model);
}
