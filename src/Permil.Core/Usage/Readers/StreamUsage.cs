using System.Text.Json;

namespace Permil.Usage.Readers;

/// <summary>
/// Gathers the usage of one streamed answer from its chunks: chat and text completions, Responses, Anthropic messages
/// and speech. The same object serves a transcript in a file and a stream that passes by.
/// </summary>
/// <remarks>Keeps only what the event needs; chunks may be disposed after <see cref="Add"/>. For one stream, one thread.</remarks>
public sealed class StreamUsage
{
    private JsonElement? _response;
    private JsonElement? _usage;
    private AnthropicStreamUsage? _anthropic;
    private string? _id;
    private string? _model;
    private string? _tier;
    private DateTimeOffset? _time;
    private bool _hasFinished;
    private bool _hasError;
    private bool _isSpeech;
    private bool _isUsageFinal;

    /// <summary>Whether anything was added.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether any chunk told of a call; a lone end mark does not.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Whether the stream said that it is complete.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the stream ended with an error.</summary>
    internal bool HasError => _hasError;

    /// <summary>Whether a chunk of speech is known to be one, so that more of them tell nothing new.</summary>
    internal bool KnowsSpeech => _isSpeech && _model is not null;

    internal bool KnowsId => _id is not null;

    internal bool KnowsModel => _model is not null;

    internal bool KnowsTime => _time is not null;

    /// <summary>The service tier so far.</summary>
    internal string? Tier => _tier;

    /// <summary>Whether a chunk belongs to another answer than the ones before it.</summary>
    public bool StartsAnother(JsonElement chunk) =>
        HasStarted
        && (
            chunk.TextIs("type", "message_start")
            || chunk.TextIs("type", "response.created")
            || (
                _id is not null
                && chunk.TryArray("choices", out _)
                && ChunkId(chunk) is { } id
                && !string.Equals(id, _id, StringComparison.Ordinal)
            )
        );

    /// <summary>Takes the next chunk: the JSON of one <c>data:</c> line.</summary>
    /// <exception cref="UsageFormatException">A field has the wrong kind; the stream may go on.</exception>
    public void Add(JsonElement chunk)
    {
        HasStarted = true;
        if (chunk.ValueKind != JsonValueKind.Object)
        {
            throw new UsageFormatException($"chunk: found {JsonFields.Shown(chunk)}, allowed: a JSON object");
        }

        HasContent = true;
        var type = chunk.TextOrNothing("type");
        if (chunk.TryField("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            _hasError = true;
        }
        else if (type is "message_start" or "message_delta" or "message_stop")
        {
            _anthropic ??= new AnthropicStreamUsage();
            _anthropic.Add(type, chunk);
            IsComplete |= type is "message_stop";
        }
        else if (type is not null && type.StartsWith("response.", StringComparison.Ordinal))
        {
            AddResponse(type, chunk);
        }
        else if (chunk.TextIs("object", "audio.tts.chunk") || type is "conversation.item.audio_output.delta")
        {
            _isSpeech = true;
            _model ??= chunk.TextOrNothing("model");
        }
        else if (chunk.Has("choices") || chunk.Has("usage"))
        {
            AddCompletion(chunk);
        }
    }

    /// <summary>The stream said that it is complete (<c>data: [DONE]</c>).</summary>
    public void Complete()
    {
        HasStarted = true;
        IsComplete = true;
    }

    /// <summary>The event of the stream. Without usage it is unsettled, never 0.</summary>
    /// <param name="context">Where the stream stands, and what to assume where it is silent.</param>
    /// <exception cref="UsageFormatException">The usage is wrong.</exception>
    public UsageEvent Finish(RecordContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_response is { } response)
        {
            var events = new List<UsageEvent>(1);
            new OpenAiResponsesReader().Read(response, context, events);
            return events[0];
        }

        if (_anthropic is not null)
        {
            return _anthropic.Finish(context);
        }

        var draft = new EventDraft(context, OpenAiChatReader.Source)
        {
            Id = _id,
            Model = _model,
            Time = _time,
        };
        draft.NoteServiceTier(_tier);
        if (_usage is { } usage && (_isUsageFinal || IsComplete))
        {
            OpenAiUsage.AddChat(usage, draft);
        }
        else if (_hasError && _id is null)
        {
            draft.BillsNothing(Attribute.Failed);
        }
        else
        {
            draft.UnsettledReason = WhyUnsettled();
        }

        return draft.Build();
    }

    private string WhyUnsettled() =>
        _isSpeech ? "a stream of speech has no usage; the characters are in its request"
        : _hasError ? "the stream ended with an error before its usage"
        : IsComplete || _hasFinished ? "the stream has no usage (ask for stream_options.include_usage)"
        : "the stream was interrupted before its usage";

    private void AddCompletion(JsonElement chunk)
    {
        _id ??= ChunkId(chunk);
        _model ??= chunk.Text("model");
        _tier = chunk.Text("service_tier") ?? _tier;
        _time ??= chunk.Time("created");
        var isEnd = IsEnd(chunk);
        _hasFinished |= isEnd;
        if (chunk.TryObject("usage", out var usage))
        {
            _usage = usage.Clone();
            _isUsageFinal = isEnd || !chunk.TryArray("choices", out var choices) || choices.GetArrayLength() == 0;
        }
    }

    /// <summary>Whether the chunk ends an answer. Usage on any other that has a part of one is a count so far.</summary>
    private static bool IsEnd(JsonElement chunk)
    {
        var isEnd = chunk.Has("finish_reason");
        if (chunk.TryArray("choices", out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                isEnd |= choice.Has("finish_reason");
            }
        }

        return isEnd;
    }

    private void AddResponse(string type, JsonElement chunk)
    {
        if (chunk.TryObject("response", out var response))
        {
            _response = response.Clone();
        }

        IsComplete |= type is "response.completed" or "response.incomplete" or "response.failed";
    }

    private static string? ChunkId(JsonElement chunk) => chunk.Text("id");
}
