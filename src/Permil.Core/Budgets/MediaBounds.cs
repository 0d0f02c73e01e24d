using System.Globalization;
using System.Text.Json;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Budgets;

/// <summary>Bounds of calls about pictures, sound, films and rankings.</summary>
internal sealed class MediaBounds(Rater rater)
{
    /// <summary>
    /// The longest recording a provider takes: 4 hours. Source: Together's documentation of transcription, 2026.
    /// </summary>
    public const long MaxAudioSeconds = 14_400;

    /// <summary>The bytes of the shortest document in a request, with its comma.</summary>
    private const long BytesPerDocument = 3;

    /// <summary>
    /// By the document or by the token. A ranker reads the query and its own template once with each document, each pair as
    /// long as its context at most.
    /// </summary>
    public CallBound OfRerank(CallRequest request, UsageEvent call)
    {
        var documents = Math.Max(1, request.Documents ?? request.BodyBytes / BytesPerDocument);
        var context = rater.Catalog.FindModel(call.Provider, call.Model, out _)?.Model?.ContextLength;
        var each = (request.QueryBytes ?? request.BodyBytes) + CallBounds.TemplateTokens;
        var tokens = Math.Min(
            Times(context ?? CallDemand.MaxTokens, documents),
            request.BodyBytes + Times(each, documents)
        );
        var byDocument = Find(call, Meters.RerankDocuments);
        var byToken = Find(call, Meters.RerankTokens);
        if (!byToken.HasPrice && !byDocument.HasPrice)
        {
            return CallBoundOf.Unpriced(byToken.Reason);
        }

        var cost = Math.Max(CostOf(byDocument, documents, 0), CostOf(byToken, tokens, tokens));
        return request.IsAllTextInBody || !byToken.HasPrice
            ? CallBoundOf.Cost(cost, tokens) with
            {
                LikelyInputTokens = Math.Max(1, request.BodyBytes / CallDemand.BytesPerToken),
            }
            : CallBoundOf.Unknown("its documents are not only text in the request", tokens, 0);
    }

    /// <summary>
    /// Priced as the event it will be. A picture without a size stays without a bound where size is what is billed: the
    /// provider's usual size is in no book, and the call could not be priced afterwards either.
    /// </summary>
    public CallBound OfImage(CallRequest request, UsageEvent call, TokenPrices tokens)
    {
        UsageEvent image;
        try
        {
            image = ImageOf(request, call);
        }
        catch (UsageFormatException exception)
        {
            return CallBoundOf.Unknown(exception.Message, 0, 0);
        }

        var rated = rater.Rate(image);
        if (rated.Charges.Count > 0)
        {
            return CallBoundOf.Cost(rated.ListCost);
        }

        if (tokens.UnpricedReason is not null)
        {
            return CallBoundOf.Unpriced(rated.Unpriced[0].Reason);
        }

        // Models that bill pictures by tokens.
        var input = request.IsAllTextInBody ? request.BodyBytes : tokens.ContextLength;
        var output = tokens.MaximumOutput * ChoicesOf(request);
        return input is { } read && output is { } made
            ? CallBoundOf.Cost(tokens.Input.Of(read, read) + tokens.Output.Of(made, read), read, made)
            : CallBoundOf.Unknown("how many tokens its pictures are is not known before", input ?? 0, output);
    }

    /// <summary>By the character of the text to be spoken.</summary>
    public CallBound OfSpeech(CallRequest request, UsageEvent call)
    {
        var characters = request.InputCharacters ?? request.BodyBytes;
        var answer = Find(call, Meters.AudioCharacters);
        return answer.HasPrice ? CallBoundOf.Cost(CostOf(answer, characters, 0)) : CallBoundOf.Unpriced(answer.Reason);
    }

    /// <summary>By the second of what is heard, or by the token.</summary>
    public CallBound OfTranscription(UsageEvent call, TokenPrices tokens)
    {
        var bySecond = Find(call, Meters.AudioSeconds);
        if (!bySecond.HasPrice && tokens.UnpricedReason is not null)
        {
            return CallBoundOf.Unpriced(bySecond.Reason);
        }

        var cost = CostOf(bySecond, MaxAudioSeconds, 0);
        if (tokens.UnpricedReason is not null)
        {
            return CallBoundOf.Cost(cost);
        }

        return tokens is { ContextLength: { } input, MaximumOutput: { } output }
            ? CallBoundOf.Cost(
                Math.Max(cost, tokens.Input.Of(input, input) + tokens.Output.Of(output, input)),
                input,
                output
            ) with
            {
                LikelyInputTokens = null,
                LikelyOutputTokens = null,
            }
            : CallBoundOf.Unknown("how many tokens the sound is is not known before", 0, null);
    }

    /// <summary>
    /// By the film or by its second. What the request does not say (resolution, length) may turn out as any that the book
    /// has a price for: the dearest holds.
    /// </summary>
    public CallBound OfVideo(CallRequest request, UsageEvent call)
    {
        var asked = VideoOf(request);
        var match = rater.Catalog.FindModel(call.Provider, call.Model, out var problem);
        var prices = rater
            .Catalog.Prices.Where(price =>
                match?.Model is not null
                && ReferenceEquals(price.Model, match.Model)
                && price.Mode == call.Mode
                && string.Equals(price.Meter.Family, Meters.VideoSeconds.Family, StringComparison.Ordinal)
                && price.Shape is not PriceShape.NotPublic
                && price.Period.Contains(call.Time)
                && price.Where.All(pair =>
                    !asked.TryGetValue(pair.Key, out var value)
                    || string.Equals(value, pair.Value, StringComparison.OrdinalIgnoreCase)
                )
            )
            .ToList();
        if (prices.Count == 0)
        {
            return CallBoundOf.Unpriced(
                problem ?? Find(call with { Attributes = asked }, Meters.VideoGenerations).Reason ?? "no price fits"
            );
        }

        var most = 0m;
        var films = ChoicesOf(request);
        foreach (var price in prices)
        {
            // A length that the price is for, or else the one asked for.
            var length =
                price.Where.GetValueOrDefault(Usage.Attribute.Seconds)
                ?? asked.GetValueOrDefault(Usage.Attribute.Seconds);
            var isBySecond = price.Meter == Meters.VideoSeconds;
            if (
                price.Shape is PriceShape.MultipleOf
                || (isBySecond && !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            )
            {
                return CallBoundOf.Unknown("it does not say how many seconds the film is to have", 0, 0);
            }

            var quantity = isBySecond ? films * int.Parse(length!, CultureInfo.InvariantCulture) : films;
            most = Math.Max(most, CostOf(PriceAnswer.Of(price), quantity, 0));
        }

        return CallBoundOf.Cost(most);
    }

    private static long Times(long tokens, long documents) =>
        tokens > CallDemand.MaxTokens / documents ? CallDemand.MaxTokens : tokens * documents;

    private PriceAnswer Find(UsageEvent call, Meter meter) =>
        rater.Catalog.Find(new PriceQuery(call.Provider, call.Model, call.Mode, meter, call.Attributes, call.Time));

    private static decimal CostOf(PriceAnswer answer, long quantity, long inputTokens) =>
        answer.HasPrice ? new DearestPrice([answer]).Of(quantity, inputTokens) : 0;

    /// <summary>At least one; no more than can be multiplied, which no provider takes.</summary>
    private static long ChoicesOf(CallRequest request) => Math.Clamp(request.Choices, 1, 1_000_000);

    /// <summary>The event as metering will read it from the request, with as many pictures as it allows.</summary>
    private static UsageEvent ImageOf(CallRequest request, UsageEvent call)
    {
        var draft = new EventDraft(
            new RecordContext("request", 1, 0, new ReadOptions { DefaultTime = call.Time }),
            call.Source
        );
        using var digest = Digest(request);
        ImageReader.Fill(digest?.RootElement ?? default, response: default, draft);
        var read = draft.Build();
        var made = read.QuantityOf(Meters.ImageGenerations);
        var asked = Math.Max(made, ChoicesOf(request));
        return call with
        {
            Usage =
                made == 0
                    ? [new Measurement(Meters.ImageGenerations, asked)]
                    : [.. read.Usage.Select(measured => measured with { Quantity = measured.Quantity / made * asked })],
            Attributes = read
                .Attributes.Concat(call.Attributes.Where(pair => !read.Attributes.ContainsKey(pair.Key)))
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    private static Dictionary<string, string> VideoOf(CallRequest request)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        using var digest = Digest(request);
        if (digest?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return asked;
        }

        if (
            PixelSize.TryParse(root.TextOrNothing("size"), out var size)
            || PixelSize.TryParse(
                $"{NumberOf(root, Usage.Attribute.Width)}x{NumberOf(root, Usage.Attribute.Height)}",
                out size
            )
        )
        {
            asked[Usage.Attribute.Resolution] = size.Resolution;
        }
        else if (root.TextOrNothing(Usage.Attribute.Resolution) is { } resolution)
        {
            asked[Usage.Attribute.Resolution] = resolution;
        }

        if (NumberOf(root, Usage.Attribute.Seconds) is { } seconds)
        {
            asked[Usage.Attribute.Seconds] = seconds;
        }

        return asked;
    }

    /// <summary>A whole number, written as one or as text.</summary>
    private static string? NumberOf(JsonElement root, string name)
    {
        if (
            !root.TryField(name, out var value) || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)
        )
        {
            return null;
        }

        const long MostSeconds = 1_000_000;
        return
            long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= MostSeconds
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <returns><see langword="null"/> when the request has none (a form, a file).</returns>
    private static JsonDocument? Digest(CallRequest request)
    {
        if (request.Digest.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(request.Digest);
        }
        catch (JsonException)
        {
            // A form or a file, or what the provider will refuse: it says nothing about the size.
            return null;
        }
    }
}
