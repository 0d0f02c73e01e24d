using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;
using static Permil.Budgets.TestRequests;
using static Permil.Pricing.TestBooks;

namespace Permil.Budgets;

public sealed class CallBoundsTests
{
    private static readonly Rater Rater = RaterOf(
        """
        models:
          - id: chat
            kind: chat
            context: 10000
            max-output: 4000
            prices:
              - { source: page, per: 1 token, price: { input_tokens: 1, cached_input_tokens: 0.1, cache_write_tokens: 2, output_tokens: 5 } }
          - id: endless
            kind: chat
            prices:
              - { source: page, per: 1 token, price: { input_tokens: 1, output_tokens: 5 } }
          - id: free
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 0, output_tokens: 0 } }
          - id: pixels
            kind: image
            prices:
              - { source: page, default-steps: 10, price: { image_megapixels: 3 } }
          - id: picture
            kind: image
            prices:
              - { source: page, price: { image_generations: 7 } }
          - id: voice
            kind: audio
            prices:
              - { source: page, per: 1 character, price: { audio_characters: 2 } }
          - id: ear
            kind: transcribe
            prices:
              - { source: page, price: { audio_seconds: 0.01 } }
          - id: film
            kind: video
            prices:
              - { source: page, where: { resolution: 720p, seconds: 5 }, price: { video_generations: 2 } }
              - { source: page, where: { resolution: 1080p, seconds: 5 }, price: { video_generations: 3 } }
          - id: film-by-second
            kind: video
            prices:
              - { source: page, price: { video_seconds: 0.5 } }
        """
    );

    private readonly CallBounds _bounds = new(Rater);

    [Fact]
    public void Of_TextRequest_IsItsBytesAtTheDearestInputPriceAndAllItsOutput()
    {
        var bound = Of(CallKind.ChatCompletion, "chat", bytes: 1_000, most: 100, choices: 2);

        bound.InputTokens.ShouldBe(1_000 + CallBounds.TemplateTokens);
        bound.OutputTokens.ShouldBe(200);
        bound.ListCost.ShouldBe((bound.InputTokens * 2) + (200 * 5));
        bound.LikelyInputTokens.ShouldBe(250);
        bound.LikelyCost.ShouldBeNull();
    }

    [Fact]
    public void Of_LongTextWithoutALimit_IsBoundByTheModel()
    {
        var bound = Of(CallKind.ChatCompletion, "chat", bytes: 1_000_000);

        bound.InputTokens.ShouldBe(10_000);
        bound.OutputTokens.ShouldBe(4_000);
    }

    [Fact]
    public void Of_PictureByAddress_IsBoundByTheContext()
    {
        Of(CallKind.Message, "chat", bytes: 100, most: 1, isText: false).InputTokens.ShouldBe(10_000);

        var unknown = Of(CallKind.Message, "endless", bytes: 100, most: 1, isText: false);
        unknown.ListCost.ShouldBeNull();
        unknown.IsUnpriced.ShouldBeFalse();
        unknown.UnknownReason.ShouldBe(
            "its input is not only text in the request, and the model's context length is not known"
        );
    }

    [Fact]
    public void Of_NoLimitKnown_HasNoBound()
    {
        var bound = Of(CallKind.ChatCompletion, "endless", bytes: 100);

        bound.ListCost.ShouldBeNull();
        bound.UnknownReason.ShouldBe("it sets no limit on its output, and the model's is not known");
        Of(CallKind.ChatCompletion, "endless", bytes: 100, most: 10).ListCost.ShouldNotBeNull();
        Of(CallKind.ChatCompletion, "free", bytes: 100).ListCost.ShouldBe(0);
    }

    [Fact]
    public void Of_SearchTool_HasNoBound() =>
        Of(CallKind.Message, "chat", 100, 10, digest: """{"tools":[{"type":"web_search_20250305"}]}""")
            .ListCost.ShouldBeNull();

    [Fact]
    public void Of_UnknownModel_IsUnpriced()
    {
        var bound = Of(CallKind.ChatCompletion, "nobody", bytes: 100, most: 10);

        bound.IsUnpriced.ShouldBeTrue();
        bound.ListCost.ShouldBeNull();
        bound.UnknownReason!.ShouldContain("nobody");
    }

    [Fact]
    public void Of_UnmeteredCall_CostsNothing() => Of(CallKind.Other, "", 100).ListCost.ShouldBe(0);

    [Fact]
    public void Of_JobInAFile_HasNoBound() => Of(CallKind.Batch, "chat", 100).ListCost.ShouldBeNull();

    [Fact]
    public void Of_Image_CostsWhatItsEventWill()
    {
        const string Size = """{"width":1000,"height":1000,"steps":20,"n":2}""";
        Of(CallKind.Image, "pixels", 100, choices: 2, digest: Size).ListCost.ShouldBe(3 * 2 * 2);
        Of(CallKind.Image, "pixels", 100, choices: 3, digest: Size).ListCost.ShouldBe(3 * 2 * 3);
        Of(CallKind.Image, "picture", 100, choices: 4).ListCost.ShouldBe(28);

        var unknown = Of(CallKind.Image, "pixels", 100);
        unknown.ListCost.ShouldBeNull();
        unknown.UnknownReason!.ShouldContain("width and height are missing");
    }

    [Fact]
    public void Of_Speech_CountsCodePoints()
    {
        Of(CallKind.Speech, "voice", 100, digest: """{"input":"h\ud83d\ude00"}""").ListCost.ShouldBe(4);
        Of(CallKind.Speech, "voice", 100).ListCost.ShouldBe(200);
    }

    [Fact]
    public void Of_Transcription_IsTheLongestRecordingTaken() =>
        Of(CallKind.Transcription, "ear", 100).ListCost.ShouldBe(144);

    [Fact]
    public void Of_Video_IsTheDearestThatTheRequestLeavesOpen()
    {
        Of(CallKind.Video, "film", 100).ListCost.ShouldBe(3);
        Of(CallKind.Video, "film", 100, digest: """{"width":1280,"height":720}""").ListCost.ShouldBe(2);
        Of(CallKind.Video, "film", 100, digest: """{"size":"640x480"}""").IsUnpriced.ShouldBeTrue();
        Of(CallKind.Video, "film-by-second", 100, digest: """{"seconds":"8"}""").ListCost.ShouldBe(4);
        Of(CallKind.Video, "film-by-second", 100).ListCost.ShouldBeNull();
    }

    [Fact]
    public void Of_AfterAPriceChanged_IsAtTheNewOne()
    {
        var bounds = new CallBounds(
            RaterOf(
                """
                models:
                  - id: m
                    kind: embedding
                    prices:
                      - { source: page, per: 1 token, until: 2026-05-16, price: { embedding_tokens: 1 } }
                      - { source: page, per: 1 token, from: 2026-05-16, price: { embedding_tokens: 3 } }
                """
            )
        );
        var request = Request(CallKind.Embedding, "m", 10);
        var change = At("2026-05-16T00:00:00Z");

        bounds.Of(request, Event("m") with { Time = change.AddTicks(-1) }).ListCost.ShouldBe(10);
        bounds.Of(request, Event("m") with { Time = change }).ListCost.ShouldBe(30);
        bounds.Of(request, Event("m") with { Time = change.AddTicks(-1) }).ListCost.ShouldBe(10);
    }

    [Fact]
    public void Of_MeasuredTraffic_SaysWhatIsLikely()
    {
        var traffic = new MeasuredTraffic();
        var bounds = new CallBounds(Rater, traffic);
        var request = Request(CallKind.ChatCompletion, "chat", 1_000, most: 500, choices: 2);
        for (var i = 0; i < 300; i++)
        {
            traffic.Add(request, 200, 100);
        }

        var bound = bounds.Of(Request(CallKind.ChatCompletion, "chat", 500, most: 500), Event("chat"));

        var (input, output) = (bound.LikelyInputTokens!.Value, bound.LikelyOutputTokens!.Value);
        input.ShouldBeInRange(100, 101);
        output.ShouldBeInRange(50, 51);
        bound.LikelyCost.ShouldBe(input + (output * 5));
        bounds.Of(Request(CallKind.ChatCompletion, "chat", 500, most: 7), Event("chat")).LikelyOutputTokens.ShouldBe(7);
        bounds.Of(Request(CallKind.Message, "chat", 500, most: 7), Event("chat")).LikelyCost.ShouldBeNull();
    }

    [Fact]
    public void Estimate_TrafficChanges_FollowsIt()
    {
        var traffic = new MeasuredTraffic();
        var request = Request(CallKind.ChatCompletion, "m", 1_000);
        traffic.Estimate(request).ShouldBeNull();
        traffic.Add(request, 100, 10);
        traffic.Estimate(request).ShouldBe((100, 10));
        for (var i = 0; i < 300; i++)
        {
            traffic.Add(request, 400, 90);
        }

        traffic.Estimate(request)!.Value.InputTokens.ShouldBeInRange(399, 400);
        traffic.Estimate(request)!.Value.OutputTokens.ShouldBeInRange(89, 90);
    }

    private CallBound Of(
        CallKind kind,
        string model,
        long bytes,
        long? most = null,
        long choices = 1,
        bool isText = true,
        string digest = "{}"
    ) => _bounds.Of(Request(kind, model, bytes, most, choices, isText, digest), Event(model));
}
