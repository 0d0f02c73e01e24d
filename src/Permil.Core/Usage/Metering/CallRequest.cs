using System.Text.Json;

namespace Permil.Usage.Metering;

/// <summary>What metering and budgets must know of a request. Nothing of its text is kept but what is priced by it.</summary>
public sealed record CallRequest
{
    public required CallKind Kind { get; init; }

    /// <summary>As the request names it; empty when it names none.</summary>
    public required string Model { get; init; }

    /// <summary>The body's length in bytes.</summary>
    public required long BodyBytes { get; init; }

    public bool IsStream { get; init; }

    /// <summary>
    /// Whether a stream will end with its usage: the request asks for it, or asking means nothing for its kind, since it
    /// always has it or is counted by the request. <see langword="false"/> only for chats and completions.
    /// </summary>
    public bool AsksForUsage { get; init; }

    /// <summary>
    /// The output tokens it allows for one choice; <see langword="null"/>: it does not say. Of two limits the larger one,
    /// since providers differ in which they heed.
    /// </summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>How many answers it asks for (<c>n</c>, <c>best_of</c>, <c>num_images</c>), for all its prompts together.</summary>
    public long Choices { get; init; } = 1;

    /// <summary>
    /// Whether all the model reads is text in the body. Otherwise (a picture or file by address or id, an earlier answer
    /// by id, a tool that searches) the body's length says nothing about the input.
    /// </summary>
    public bool IsAllTextInBody { get; init; } = true;

    /// <summary>Whether it declares tools, which a provider adds a prompt of its own for.</summary>
    public bool HasTools { get; init; }

    /// <summary>
    /// The member that lets the provider do what the request does not measure: search, run tools, take another model.
    /// <see langword="null"/>: none does.
    /// </summary>
    public string? OpenEnded { get; init; }

    /// <summary>The service tier it asks for, as it writes it; <see langword="null"/>: it does not say.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Unicode code points to be spoken; <see langword="null"/> for other kinds.</summary>
    public long? InputCharacters { get; init; }

    /// <summary>Documents to be ranked; <see langword="null"/>: it has none.</summary>
    public long? Documents { get; init; }

    /// <summary>Bytes of the text that documents are ranked by; <see langword="null"/>: it has none.</summary>
    public long? QueryBytes { get; init; }

    /// <summary>Pixels of an image or video; <see langword="null"/>: it does not say.</summary>
    public long? Width { get; init; }

    /// <summary>Pixels of an image or video; <see langword="null"/>: it does not say.</summary>
    public long? Height { get; init; }

    /// <summary>Diffusion steps of an image; <see langword="null"/>: it does not say.</summary>
    public long? Steps { get; init; }

    /// <summary>Length of a video; <see langword="null"/>: it does not say.</summary>
    public decimal? Seconds { get; init; }

    /// <summary>
    /// The request without its text, small: the JSON that <c>request</c> is in a saved exchange. Texts and lists of which
    /// only the size counts are empty in it; their sizes are <see cref="InputCharacters"/> and <see cref="Documents"/>.
    /// </summary>
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>Reads a request's JSON.</summary>
    /// <exception cref="UsageFormatException">
    /// It is no JSON object, a field that counts has the wrong kind, or stands twice.
    /// </exception>
    public static CallRequest Read(CallKind kind, ReadOnlyMemory<byte> body)
    {
        try
        {
            return new RequestReader(kind, body.Span, stackalloc byte[RequestReader.MaxDigestBytes]).Read();
        }
        catch (JsonException exception)
        {
            throw new UsageFormatException($"the request is no JSON: {Readers.JsonFault.Of(exception)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageFormatException("the request: a text that counts is no Unicode", exception);
        }
    }

    /// <summary>A request that is no JSON: a form with a file, of which only the model is known.</summary>
    public static CallRequest OfForm(CallKind kind, string model, long bodyBytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new CallRequest
        {
            Kind = kind,
            Model = model,
            BodyBytes = bodyBytes,
            AsksForUsage = true,
            IsAllTextInBody = false,
            Digest = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["model"] = model }),
        };
    }

    /// <summary>The body with <c>stream_options.include_usage</c> set, everything else byte for byte.</summary>
    /// <exception cref="UsageFormatException">It is no JSON object, or its <c>stream_options</c> is no object.</exception>
    public static ReadOnlyMemory<byte> AskForUsage(ReadOnlyMemory<byte> body) => StreamOptions.AskForUsage(body);
}
