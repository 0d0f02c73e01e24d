using Permil.Usage;

namespace Permil.Pricing;

/// <summary>A model a provider sells.</summary>
public sealed record PricedModel
{
    /// <summary>The id calls name it by.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Other ids for the same thing. <c>#</c> stands for one digit, as in <c>gpt-5.4-####-##-##</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>chat, language, code, embedding, rerank, moderation, image, video, audio, transcribe.</summary>
    public required string Kind { get; init; }

    /// <summary>All parameters; <see langword="null"/> when not published.</summary>
    public decimal? TotalParameters { get; init; }

    /// <summary>Parameters that work on one token, of a mixture of experts.</summary>
    public decimal? ActiveParameters { get; init; }

    public Architecture? Architecture { get; init; }

    /// <summary>Tokens of input and output together.</summary>
    public long? ContextLength { get; init; }

    /// <summary>Tokens one answer can have.</summary>
    public long? MaximumOutput { get; init; }

    /// <summary>The modes it is sold in; empty when the book does not say.</summary>
    public IReadOnlyList<Mode> Modes { get; init; } = [];

    /// <summary>Overrides <see cref="PriceBook.CachedInsideInput"/>.</summary>
    public bool? CachedInsideInput { get; init; }

    /// <summary>The first instant it is no longer sold; <see langword="null"/> while it is.</summary>
    public DateTimeOffset? RetiredFrom { get; init; }

    public string? Note { get; init; }

    public required int Line { get; init; }
}
