using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;

namespace Permil.Budgets;

/// <summary>Over every model of the shipped price books: what a call can use never costs more than its bound.</summary>
public sealed class CallBoundLawTests
{
    private static readonly Rater Rater = new(new PriceCatalog(ShippedPriceBooks.Read()));

    private static readonly (PriceBook Book, PricedModel Model)[] Models =
    [
        .. Rater.Catalog.Books.SelectMany(book => book.Models.Select(model => (book, model))),
    ];

    private static readonly DateTimeOffset[] Times =
    [
        .. Rater.Catalog.PriceBoundaries.SelectMany(time => new[] { time.AddTicks(-1), time }),
        TestBooks.At("2026-11-01T00:00:00Z"),
    ];

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

    [Fact]
    public void Of_AnyUseWithinTheRequest_IsNeverBelowWhatItCosts()
    {
        var bounds = new CallBounds(Rater);
        var (known, tight) = (0, 0);
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var (call, model) = Call(random);
                    var request = TestRequests.Request(
                        model.Kind is "embedding" ? CallKind.Embedding
                            : model.Kind is "rerank" ? CallKind.Rerank
                            : CallKind.ChatCompletion,
                        call.Model,
                        random.Next(1, random.Next(2) == 0 ? 2_000 : 200_000),
                        most: random.Next(3) == 0 ? null : random.Next(1, 40_000),
                        choices: random.Next(1, 4),
                        isText: random.Next(4) > 0,
                        more: "\"documents\":[\"a\",\"b\",\"c\"]"
                    );

                    var bound = bounds.Of(request, call);

                    if (bound.ListCost is not { } most)
                    {
                        bound.UnknownReason.ShouldNotBeNullOrEmpty();
                        return true;
                    }

                    known++;
                    var used = Use(random, request, call, model, bound);
                    var cost = Rater.Rate(used).ListCost;
                    tight += cost > most * 0.9m ? 1 : 0;
                    return cost <= most;
                }
            )
            .Holds(20_000);
        known.ShouldBeGreaterThan(5_000);
        tight.ShouldBeGreaterThan(500);
    }

    private static (UsageEvent Call, PricedModel Model) Call(Random random)
    {
        var (book, model) = Models[random.Next(Models.Length)];
        return (
            new UsageEvent
            {
                Id = "e",
                Source = "test",
                Provider = random.Next(2) == 0 ? book.Provider : null,
                Model = model.Id,
                Mode = random.Next(4) == 0 ? Mode.Batch : Mode.Serverless,
                Time = Times[random.Next(Times.Length)],
            },
            model
        );
    }

    private static UsageEvent Use(
        Random random,
        CallRequest request,
        UsageEvent call,
        PricedModel model,
        CallBound bound
    )
    {
        var usage = new List<Measurement>();
        switch (request.Kind)
        {
            case CallKind.Embedding:
                Split(random, usage, request.BodyBytes, [Meters.EmbeddingTokens, Meters.InputTokens]);
                break;
            case CallKind.Rerank:
                Split(
                    random,
                    usage,
                    3 * Math.Min(request.BodyBytes, model.ContextLength ?? long.MaxValue),
                    [Meters.RerankTokens]
                );
                usage.Add(new Measurement(Meters.RerankDocuments, 3));
                break;
            default:
                var input = request.IsAllTextInBody
                    ? Math.Min(request.BodyBytes, model.ContextLength ?? long.MaxValue)
                    : model.ContextLength ?? 0;
                var output =
                    request.Choices
                    * Math.Min(
                        request.MaxOutputTokens ?? long.MaxValue,
                        model.MaximumOutput ?? model.ContextLength ?? long.MaxValue / 4
                    );
                input.ShouldBeLessThanOrEqualTo(bound.InputTokens);
                output.ShouldBe(bound.OutputTokens ?? output);
                Split(random, usage, input, ChatInput);
                Split(random, usage, output, ChatOutput);
                break;
        }

        var attributes = new Dictionary<string, string>();
        if (random.Next(6) == 0)
        {
            attributes[Usage.Attribute.ServiceTier] = random.Next(2) == 0 ? "priority" : "flex";
        }

        return call with
        {
            Usage = usage,
            Attributes = attributes,
        };
    }

    private static void Split(Random random, List<Measurement> usage, long most, Meter[] meters)
    {
        var left = random.Next(3) == 0 ? random.NextInt64(0, most + 1) : most;
        foreach (var meter in meters.OrderBy(_ => random.Next()))
        {
            var part = random.Next(2) == 0 ? left : random.NextInt64(0, left + 1);
            left -= part;
            if (part > 0)
            {
                usage.Add(new Measurement(meter, part));
            }
        }
    }
}
