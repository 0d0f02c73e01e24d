using Permil.Usage;
using Attribute = Permil.Usage.Attribute;

namespace Permil.Server.Telemetry;

public sealed class CallTokensTests
{
    [Fact]
    public void Of_PartsThatDoNotOverlap_PutsThemBackInside() =>
        CallTokens
            .Of(
                Event(
                    [
                        new(Meters.InputTokens, 200),
                        new(Meters.CachedInputTokens, 700),
                        new(Meters.CacheWriteTokens, 60),
                        new(Meters.CacheWrite1hTokens, 40),
                        new(Meters.OutputTokens, 50),
                    ],
                    "20"
                )
            )
            .ShouldBe(new CallTokens(1000, 50, 700, 100, 20));

    [Fact]
    public void Of_Embeddings_AreInputOnly() =>
        CallTokens
            .Of(Event([new(Meters.EmbeddingTokens, 12)], null))
            .ShouldBe(new CallTokens(12, null, null, null, null));

    [Fact]
    public void Of_NoTokens_KnowsNothing() =>
        CallTokens.Of(Event([new(Meters.ImageGenerations, 2)], null)).ShouldBe(default);

    private static UsageEvent Event(Measurement[] usage, string? reasoning) =>
        new()
        {
            Id = "e",
            Source = "s",
            Time = Sample.Chat.StartedAt,
            Usage = usage,
            Attributes = reasoning is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { [Attribute.ReasoningTokens] = reasoning },
        };
}
