using System.Collections.Concurrent;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Budgets;

/// <summary>Works out the most a call can cost from its request, before it is made.</summary>
/// <param name="rater">The prices.</param>
/// <param name="traffic">What calls used of late; <see langword="null"/>: nothing is probable.</param>
public sealed class CallBounds(Rater rater, MeasuredTraffic? traffic = null)
{
    /// <summary>
    /// What a chat template adds by itself: a system line, a date, marks. A byte of JSON for each of its tokens is nearly
    /// always there, but not for the shortest request to a model with a long template.
    /// </summary>
    public const long TemplateTokens = 128;

    /// <summary>What a provider adds where tools are declared. Source: Anthropic's list, at most 804 in 2026.</summary>
    public const long ToolPromptTokens = 1_024;

    /// <summary>Input taken for likely where the body's length says nothing: about that of one picture.</summary>
    private const long UsualInputTokens = 1_500;

    /// <summary>Prices are kept for so many models and stretches of time: names come from callers.</summary>
    private const int MostKept = 10_000;

    private static readonly Meter[] ChatInput =
    [
        Meters.InputTokens,
        Meters.CachedInputTokens,
        Meters.CacheWriteTokens,
        Meters.CacheWrite1hTokens,
        Meters.InputAudioTokens,
        Meters.CachedAudioTokens,
        Meters.InputImageTokens,
    ];

    private static readonly Meter[] ChatOutput =
    [
        Meters.OutputTokens,
        Meters.OutputAudioTokens,
        Meters.OutputImageTokens,
    ];

    private static readonly Meter[] EmbeddingInput = [Meters.EmbeddingTokens, Meters.InputTokens];

    private readonly MediaBounds _media = new(rater);
    private readonly long[] _boundaries = [.. rater.Catalog.PriceBoundaries.Select(boundary => boundary.UtcTicks)];
    private readonly ConcurrentDictionary<Kept, TokenPrices> _prices = new();

    private readonly record struct Kept(string? Provider, string Model, Mode Mode, bool IsEmbedding, int Stretch);

    /// <summary>The bound of a call.</summary>
    /// <param name="request">What it asks for.</param>
    /// <param name="call">Its provider, model, mode and time; with attributes that prices depend on, if any.</param>
    public CallBound Of(CallRequest request, UsageEvent call)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(call);
        return request.Kind switch
        {
            // What is not metered has no price and counts in no budget.
            CallKind.Other => CallBoundOf.Cost(0),
            CallKind.ChatCompletion or CallKind.Completion or CallKind.Response or CallKind.Message => OfChat(
                request,
                call
            ),
            CallKind.Embedding => OfEmbedding(request, call),
            CallKind.Rerank => _media.OfRerank(request, call),
            CallKind.Image => _media.OfImage(request, call, PricesOf(call, isEmbedding: false)),
            CallKind.Speech => _media.OfSpeech(request, call),
            CallKind.Transcription => _media.OfTranscription(call, PricesOf(call, isEmbedding: false)),
            CallKind.Video => _media.OfVideo(request, call),
            _ => CallBoundOf.Unknown("how much the job will use is not in its request", 0, null),
        };
    }

    private CallBound OfChat(CallRequest request, UsageEvent call)
    {
        var prices = PricesOf(call, isEmbedding: false);
        var perChoice = Least(request.MaxOutputTokens, prices.MaximumOutput);
        var output = perChoice is { } most ? Times(most, request.Choices) : (long?)null;
        var input = InputOf(request, prices);
        var bound = new CallBound
        {
            ListCost = null,
            InputTokens = input ?? 0,
            OutputTokens = output,
            LikelyInputTokens = request.IsAllTextInBody
                ? Math.Max(1, request.BodyBytes / CallDemand.BytesPerToken)
                : Math.Min(request.BodyBytes / CallDemand.BytesPerToken, UsualInputTokens),
        };
        if ((prices.UnpricedReason ?? UnpricedTier(request, call, isEmbedding: false)) is { } reason)
        {
            return bound with { IsUnpriced = true, UnknownReason = reason };
        }

        var unknown = (input, output) switch
        {
            _ when request.OpenEnded is { } member => $"what '{member}' adds to it is not known before",
            (null, _) when !prices.Input.IsFree =>
                "its input is not only text in the request, and the model's context length is not known",
            (_, null) when !prices.Output.IsFree => "it sets no limit on its output, and the model's is not known",
            _ => null,
        };
        return WithLikely(
            unknown is null
                ? bound with
                {
                    ListCost = prices.Input.Of(input ?? 0, input ?? 0) + prices.Output.Of(output ?? 0, input ?? 0),
                }
                : bound with
                {
                    UnknownReason = unknown,
                },
            request,
            call,
            prices
        );
    }

    private CallBound OfEmbedding(CallRequest request, UsageEvent call)
    {
        var prices = PricesOf(call, isEmbedding: true);

        // Many texts may stand in one request, each as long as the context: only the body bounds their sum.
        var input = request.IsAllTextInBody ? request.BodyBytes : (long?)null;
        var bound = new CallBound
        {
            ListCost = null,
            InputTokens = input ?? 0,
            OutputTokens = 0,
            LikelyOutputTokens = 0,
            LikelyInputTokens = Math.Max(1, request.BodyBytes / CallDemand.BytesPerToken),
        };
        if ((prices.UnpricedReason ?? UnpricedTier(request, call, isEmbedding: true)) is { } reason)
        {
            return bound with { IsUnpriced = true, UnknownReason = reason };
        }

        return WithLikely(
            input is { } tokens
                ? bound with
                {
                    ListCost = prices.Input.Of(tokens, tokens),
                }
                : bound with
                {
                    UnknownReason = "its input is not only text in the request",
                },
            request,
            call,
            prices
        );
    }

    /// <summary>
    /// A token has a byte at least, and what the request writes around the text is longer than the marks a template puts
    /// there. A model reads no more than its context, but several prompts of one completion may each be as long.
    /// </summary>
    private static long? InputOf(CallRequest request, TokenPrices prices)
    {
        var context = request.Kind == CallKind.Completion ? null : prices.ContextLength;
        if (!request.IsAllTextInBody)
        {
            return context;
        }

        return Least(request.BodyBytes + TemplateTokens + (request.HasTools ? ToolPromptTokens : 0), context);
    }

    private CallBound WithLikely(CallBound bound, CallRequest request, UsageEvent call, TokenPrices prices)
    {
        if (traffic?.Estimate(call.Account, request) is not { } likely)
        {
            return bound;
        }

        var input = bound.InputTokens > 0 ? Math.Min(likely.InputTokens, bound.InputTokens) : likely.InputTokens;
        var output = Least(likely.OutputTokens, bound.OutputTokens)!.Value;
        var cost = prices.UsualInput.Of(input, input) + prices.UsualOutput.Of(output, input);
        return bound with
        {
            LikelyInputTokens = input,
            LikelyOutputTokens = output,
            LikelyCost = bound.ListCost < cost ? bound.ListCost : cost,
        };
    }

    private TokenPrices PricesOf(UsageEvent call, bool isEmbedding)
    {
        if (call.Attributes.Count > 0)
        {
            return Ask(call, isEmbedding);
        }

        var place = Array.BinarySearch(_boundaries, call.Time.UtcTicks);
        var stretch = place >= 0 ? place + 1 : ~place;
        var key = new Kept(call.Provider, call.Model, call.Mode, isEmbedding, stretch);
        if (_prices.TryGetValue(key, out var prices))
        {
            return prices;
        }

        prices = Ask(call, isEmbedding);
        if (prices.UnpricedReason is null && _prices.Count < MostKept)
        {
            _prices.TryAdd(key, prices);
        }

        return prices;
    }

    /// <summary>
    /// Why the service tier that is asked for has no price. A call of such a tier has none either, not the usual one.
    /// </summary>
    private string? UnpricedTier(CallRequest request, UsageEvent call, bool isEmbedding)
    {
        if (ServiceTiers.Billed(request.ServiceTier) is not { } tier)
        {
            return null;
        }

        var attributes = new Dictionary<string, string>(call.Attributes, StringComparer.Ordinal)
        {
            [Usage.Attribute.ServiceTier] = tier,
        };
        return Ask(call with { Attributes = attributes }, isEmbedding).UnpricedReason;
    }

    private TokenPrices Ask(UsageEvent call, bool isEmbedding) =>
        TokenPrices.Of(rater.Catalog, call, isEmbedding ? EmbeddingInput : ChatInput, isEmbedding ? [] : ChatOutput);

    private static long? Least(long? left, long? right) => left is null || right < left ? right : left;

    private static long Times(long tokens, long choices) =>
        tokens > CallDemand.MaxTokens / Math.Max(1, choices) ? CallDemand.MaxTokens : tokens * Math.Max(1, choices);
}
