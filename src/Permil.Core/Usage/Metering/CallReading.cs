using System.Text.Json;
using Permil.Usage.Readers;

namespace Permil.Usage.Metering;

/// <summary>Makes the event of a call from the digests of its request and answer, as readers of saved exchanges do.</summary>
internal static class CallReading
{
    /// <summary>The answer of a call that was answered with sound.</summary>
    public static readonly ReadOnlyMemory<byte> Audio = "{\"content_type\":\"audio/mpeg\"}"u8.ToArray();

    private static readonly OpenAiChatReader ChatReader = new();

    /// <summary>Reads the exchange; what cannot be read is unsettled and says why.</summary>
    public static UsageEvent Read(CallRequest request, ReadOnlyMemory<byte> answer, RecordContext context) =>
        request.Kind is CallKind.ChatCompletion or CallKind.Completion
            ? Try(request, context, () => ChatOf(answer, context) ?? ReadExchange(request, answer, context))
            : Try(request, context, () => ReadExchange(request, answer, context));

    /// <summary>What the reader of whole exchanges says of an ordinary answer, without looking at the request.</summary>
    private static UsageEvent? ChatOf(ReadOnlyMemory<byte> answer, RecordContext context)
    {
        using var document = JsonDocument.Parse(answer, JsonRecord.Strict);
        var root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.Has("choices")
            || root.Has("error")
            || root.Has("body")
            || !root.HasText("model")
            || !ChatReader.Recognises(root)
        )
        {
            return null;
        }

        var events = new List<UsageEvent>(1);
        ChatReader.Read(root, context, events);
        return events[0];
    }

    private static UsageEvent ReadExchange(CallRequest request, ReadOnlyMemory<byte> answer, RecordContext context)
    {
        var exchange = default(ByteBuffer);
        exchange.Add("{\"request\":"u8);
        exchange.Add(request.Digest.Span);
        exchange.Add(",\"response\":"u8);
        exchange.Add(answer.Span);
        exchange.Add("}"u8);
        using var document = JsonDocument.Parse(exchange.Written, JsonRecord.Strict);
        var events = new List<UsageEvent>(1);
        new ExchangeReader(RecordReaders.Responses, FieldMap.Default, request).Read(
            document.RootElement,
            context,
            events
        );
        return events[0];
    }

    /// <summary>The event, or an unsettled one where it cannot be made of what came.</summary>
    public static UsageEvent Try(CallRequest request, RecordContext context, Func<UsageEvent> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (RecordFault.Is(exception))
        {
            return Unsettled(request, context, RecordFault.ReasonOf(exception));
        }
        catch (JsonException exception)
        {
            return Unsettled(request, context, $"the answer: {JsonFault.Of(exception)}");
        }
        catch (InvalidOperationException)
        {
            return Unsettled(request, context, "the answer: a text that counts is no Unicode");
        }
    }

    public static UsageEvent Unsettled(CallRequest request, RecordContext context, string reason) =>
        new EventDraft(context, OpenAiChatReader.Source) { Model = request.Model, UnsettledReason = reason }.Build();

    /// <exception cref="ArgumentException">An event without a time of its own could have none.</exception>
    public static void Check(RecordContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Options.DefaultTime is null)
        {
            throw new ArgumentException("a metered call needs a default time", nameof(context));
        }
    }
}
