using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Finds the usage of an answer as its bytes pass by, in pieces of any size. Memory is bounded.</summary>
/// <remarks>It says of an answer what the readers say of it beside its request in a saved exchange. One call, one thread.</remarks>
public sealed class AnswerMeter(CallRequest request)
{
    /// <summary>As deep as an answer may be nested within a saved exchange.</summary>
    private const int MaxDepth = 63;

    private readonly JsonReduction _json = new(MaxDepth);
    private int _markBytes;
    private bool _hasBegun;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Takes the next bytes of the answer's body, unpacked.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!_hasBegun && !bytes.IsEmpty)
        {
            if (_markBytes < ByteOrderMark.Length && bytes[0] == ByteOrderMark[_markBytes])
            {
                _markBytes++;
                bytes = bytes[1..];
                continue;
            }

            _hasBegun = true;
            if (_markBytes < ByteOrderMark.Length)
            {
                _json.Add(ByteOrderMark[.._markBytes]);
            }
        }

        _json.Add(bytes);
    }

    /// <summary>What was used, as an event of which the caller sets the name and the dimensions.</summary>
    /// <remarks>An answer whose JSON is complete is read even if what carried it did not end as it should.</remarks>
    /// <param name="context">Where it stands, and what to assume; it must have a default time.</param>
    /// <param name="isWhole">Whether the answer ended as it should.</param>
    public UsageEvent Finish(RecordContext context, bool isWhole)
    {
        CallReading.Check(context);
        return _json.Fault switch
        {
            null => CallReading.Read(request, _json.Digest, context),

            // Sound has no usage, what was to be spoken is known.
            _ when _json.IsBroken && request.Kind == CallKind.Speech => CallReading.Read(
                request,
                CallReading.Audio,
                context
            ),
            _ when _json.IsBroken && request.Kind == CallKind.Transcription => CallReading.Unsettled(
                request,
                context,
                "the transcription does not say how long the audio is (ask for verbose_json)"
            ),
            _ when !isWhole => CallReading.Unsettled(request, context, "the answer was interrupted before its end"),
            var fault => CallReading.Unsettled(request, context, $"the answer is {fault}"),
        };
    }
}
