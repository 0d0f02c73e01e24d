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

    /// <summary>Whether a stream will end with its usage: the request asks for it, or the kind always has it.</summary>
    public bool AsksForUsage { get; init; }

    /// <summary>The output tokens it allows for one choice; <see langword="null"/>: it does not say.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>How many answers it asks for (<c>n</c>, <c>best_of</c>, <c>num_images</c>).</summary>
    public long Choices { get; init; } = 1;

    /// <summary>
    /// Whether all the model reads is text in the body. Otherwise (a picture or file by address or id, an earlier answer
    /// by id, a tool that searches) the body's length says nothing about the input.
    /// </summary>
    public bool IsAllTextInBody { get; init; } = true;

    /// <summary>The request without its text, small: the JSON that <c>request</c> is in a saved exchange.</summary>
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>Reads a request's JSON.</summary>
    /// <exception cref="UsageFormatException">It is no JSON object, or a field that counts has the wrong kind.</exception>
    public static CallRequest Read(CallKind kind, ReadOnlyMemory<byte> body) => throw new NotSupportedException();

    /// <summary>The body with <c>stream_options.include_usage</c> set, everything else byte for byte.</summary>
    public static ReadOnlyMemory<byte> AskForUsage(ReadOnlyMemory<byte> body) => throw new NotSupportedException();
}
