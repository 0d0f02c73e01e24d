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
          - id: ranker
            kind: rerank
            context: 1000
            prices:
              - { source: page, per: 1 token, price: { rerank_tokens: 1 } }
          - id: judge
            kind: rerank
            prices:
              - { source: page, per: 1 document, price: { rerank_documents: 2 } }
          - id: tiered
            kind: chat
            context: 10000
            max-output: 4000
            prices:
              - { source: page, per: 1 token, price: { input_tokens: 1, output_tokens: 1 } }
              - { source: page, where: { service_tier: priority }, per: 1 token, price: { input_tokens: 3, output_tokens: 3 } }
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
        var request = Request(CallKind.ChatCompletion, "chat", 1_000, most: 100, choices: 2);

        var bound = _bounds.Of(request, Event("chat"));

        bound.InputTokens.ShouldBe(request.BodyBytes + CallBounds.TemplateTokens);
        bound.OutputTokens.ShouldBe(200);
        bound.ListCost.ShouldBe((bound.InputTokens * 2) + (200 * 5));
        bound.LikelyInputTokens.ShouldBe(request.BodyBytes / 4);
        bound.LikelyCost.ShouldBeNull();
    }

    [Fact]
    public void Of_LongTextWithoutALimit_IsBoundByTheModel()
    {
        var bound = Of(CallKind.ChatCompletion, "chat", 1_000_000);

        bound.InputTokens.ShouldBe(10_000);
        bound.OutputTokens.ShouldBe(4_000);
    }

    [Fact]
    public void Of_PictureByAddress_IsBoundByTheContext()
    {
        Of(CallKind.Message, "chat", 100, most: 1, isText: false).InputTokens.ShouldBe(10_000);

        var unknown = Of(CallKind.Message, "endless", 100, most: 1, isText: false);
        unknown.ListCost.ShouldBeNull();
        unknown.IsUnpriced.ShouldBeFalse();
        unknown.UnknownReason.ShouldBe(
            "its input is not only text in the request, and the model's context length is not known"
        );
    }

    [Fact]
    public void Of_NoLimitKnown_HasNoBound()
    {
        var bound = Of(CallKind.ChatCompletion, "endless", 100);

        bound.ListCost.ShouldBeNull();
        bound.UnknownReason.ShouldBe("it sets no limit on its output, and the model's is not known");
        Of(CallKind.ChatCompletion, "endless", 100, most: 10).ListCost.ShouldNotBeNull();
        Of(CallKind.ChatCompletion, "free", 100).ListCost.ShouldBe(0);
    }

    [Fact]
    public void Of_CallersTools_AddTheirPrompt()
    {
        const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"web_search\"}}]";
        var request = Request(CallKind.ChatCompletion, "chat", 100, most: 10, more: Tools);

        var bound = _bounds.Of(request, Event("chat"));

        bound.InputTokens.ShouldBe(request.BodyBytes + CallBounds.TemplateTokens + CallBounds.ToolPromptTokens);
        bound.ListCost.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(CallKind.Message, "tools", """ [{"type":"web_search_20250305","name":"web_search"}] """)]
    [InlineData(CallKind.Message, "tools", """ [{"type":"function","name":"f"},{"type":"code_execution_20250825"}] """)]
    [InlineData(CallKind.Message, "mcp_servers", """ [{"type":"url","url":"https://x","name":"s"}] """)]
    [InlineData(CallKind.Response, "tools", """ [{"type":"web_search"}] """)]
    [InlineData(CallKind.Response, "tools", """ [{"type":"code_interpreter","container":{"type":"auto"}}] """)]
    [InlineData(CallKind.Response, "tools", """ [{"type":"image_generation"}] """)]
    [InlineData(CallKind.Response, "tools", """ [{"google_search":{}}] """)]
    [InlineData(CallKind.Response, "prompt", """ {"id":"pmpt_1"} """)]
    [InlineData(CallKind.ChatCompletion, "web_search_options", " {} ")]
    [InlineData(CallKind.ChatCompletion, "prediction", """ {"type":"content","content":"x"} """)]
    [InlineData(CallKind.ChatCompletion, "models", """ ["dearer"] """)]
    public void Of_WorkOfTheProviderThatIsNotMeasured_HasNoBound(CallKind kind, string member, string value)
    {
        var bound = Of(kind, "chat", 100, most: 10, more: $"\"{member}\":{value}");

        bound.ListCost.ShouldBeNull();
        bound.IsUnpriced.ShouldBeFalse();
        bound.UnknownReason.ShouldBe($"what '{member}' adds to it is not known before");
    }

    [Fact]
    public void Of_ServiceTier_IsAtItsPriceOrHasNone()
    {
        Of(CallKind.ChatCompletion, "tiered", 100, 10, more: "\"service_tier\":\"auto\"").ListCost.ShouldNotBeNull();
        Of(CallKind.ChatCompletion, "tiered", 100, 10, more: "\"service_tier\":\"Priority\"")
            .ListCost.ShouldNotBeNull();
        Of(CallKind.ChatCompletion, "tiered", 100, 10, more: "\"service_tier\":\"flex\"").IsUnpriced.ShouldBeTrue();
        Of(CallKind.ChatCompletion, "chat", 100, 10, more: "\"service_tier\":\"priority\"").IsUnpriced.ShouldBeTrue();
    }

    [Theory]
    [InlineData(""" "hello world" """)]
    [InlineData(""" [1,2,3,4,5,6,7,8,9,0] """)]
    [InlineData(""" [[1,2],[3,4],[5,6,7,8,9]] """)]
    [InlineData(""" ["a","b","","c"] """)]
    public void Of_Embedding_IsItsBytes(string input)
    {
        var bounds = new CallBounds(
            RaterOf(
                """
                models:
                  - id: m
                    kind: embedding
                    prices:
                      - { source: page, per: 1 token, price: { embedding_tokens: 2 } }
                """
            )
        );
        var request = Read(CallKind.Embedding, $$"""{"model":"m","input":{{input}}}""");

        bounds.Of(request, Event("m")).ListCost.ShouldBe(2 * request.BodyBytes);
    }

    [Fact]
    public void Of_Rerank_ReadsTheQueryWithEachDocument()
    {
        var documents = string.Join(',', Enumerable.Repeat("\"doc\"", 100));
        var request = Read(
            CallKind.Rerank,
            $$"""{"model":"ranker","query":"0123456789","documents":[{{documents}}]}"""
        );

        _bounds
            .Of(request, Event("ranker"))
            .ListCost.ShouldBe(request.BodyBytes + (100 * (10 + CallBounds.TemplateTokens)));
        _bounds.Of(request, Event("judge")).ListCost.ShouldBe(200);

        var text = Read(CallKind.Rerank, """{"model":"judge","query":"q","documents":"d"}""");
        _bounds.Of(text, Event("judge")).ListCost.ShouldBe(2 * (text.BodyBytes / 3));
    }

    [Fact]
    public void Of_RerankOfLongTexts_IsBoundByTheContextOfEachPair()
    {
        var text = new string('x', 50_000);
        var request = Read(
            CallKind.Rerank,
            $$"""{"model":"ranker","query":"{{text}}","documents":["{{text}}","b","c"]}"""
        );

        _bounds.Of(request, Event("ranker")).ListCost.ShouldBe(3_000);
    }

    [Fact]
    public void Of_UnknownModel_IsUnpriced()
    {
        var bound = Of(CallKind.ChatCompletion, "nobody", 100, most: 10);

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
        const string Size = "\"width\":1000,\"height\":1000,\"steps\":20";
        Of(CallKind.Image, "pixels", 100, choices: 2, more: Size).ListCost.ShouldBe(3 * 2 * 2);
        Of(CallKind.Image, "pixels", 100, choices: 2, more: Size + ",\"num_images\":3").ListCost.ShouldBe(3 * 2 * 3);
        Of(CallKind.Image, "pixels", 100, more: "\"size\":\"2000x1000\",\"n\":null").ListCost.ShouldBe(6);
        Of(CallKind.Image, "picture", 100, choices: 4).ListCost.ShouldBe(28);

        var unknown = Of(CallKind.Image, "pixels", 100);
        unknown.ListCost.ShouldBeNull();
        unknown.UnknownReason!.ShouldContain("width and height are missing");
    }

    [Fact]
    public void Of_Speech_CountsCodePoints()
    {
        Of(CallKind.Speech, "voice", 100).ListCost.ShouldBe(200);
        BoundOf(CallKind.Speech, """{"model":"voice","input":"h\ud83d\ude00","voice":"tara"}""").ListCost.ShouldBe(4);

        var none = Read(CallKind.Speech, """{"model":"voice","text":"not where it belongs"}""");
        _bounds.Of(none, Event("voice")).ListCost.ShouldBe(2 * none.BodyBytes);
    }

    [Fact]
    public void Of_Transcription_IsTheLongestRecordingTaken() =>
        Of(CallKind.Transcription, "ear", 100).ListCost.ShouldBe(144);

    [Fact]
    public void Of_Video_IsTheDearestThatTheRequestLeavesOpen()
    {
        Of(CallKind.Video, "film", 100).ListCost.ShouldBe(3);
        Of(CallKind.Video, "film", 100, more: "\"width\":1280,\"height\":720").ListCost.ShouldBe(2);
        Of(CallKind.Video, "film", 100, more: "\"size\":\"640x480\"").IsUnpriced.ShouldBeTrue();
        Of(CallKind.Video, "film", 100, more: "\"resolution\":\"720p\"").ListCost.ShouldBe(2);
        Of(CallKind.Video, "film-by-second", 100, more: "\"seconds\":\"8\"").ListCost.ShouldBe(4);
        Of(CallKind.Video, "film-by-second", 100, more: "\"seconds\":8").ListCost.ShouldBe(4);
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

        bounds.Of(request, Event("m") with { Time = change.AddTicks(-1) }).ListCost.ShouldBe(request.BodyBytes);
        bounds.Of(request, Event("m") with { Time = change }).ListCost.ShouldBe(3 * request.BodyBytes);
        bounds.Of(request, Event("m") with { Time = change.AddTicks(-1) }).ListCost.ShouldBe(request.BodyBytes);
    }

    [Fact]
    public void Of_MeasuredTraffic_SaysWhatIsLikely()
    {
        var traffic = new MeasuredTraffic();
        var bounds = new CallBounds(Rater, traffic);
        var request = Request(CallKind.ChatCompletion, "chat", 1_000, most: 500, choices: 2);
        for (var i = 0; i < 300; i++)
        {
            traffic.Add(account: null, request, 200, 100);
        }

        var later = Request(CallKind.ChatCompletion, "chat", 500, most: 500);
        var bound = bounds.Of(later, Event("chat"));

        var (input, output) = (bound.LikelyInputTokens!.Value, bound.LikelyOutputTokens!.Value);
        var expected = later.BodyBytes * 200 / request.BodyBytes;
        input.ShouldBeInRange(expected, expected + 2);
        output.ShouldBeInRange(50, 51);
        bound.LikelyCost.ShouldBe(input + (output * 5));
        bounds.Of(Request(CallKind.ChatCompletion, "chat", 500, most: 7), Event("chat")).LikelyOutputTokens.ShouldBe(7);
        bounds.Of(Request(CallKind.Message, "chat", 500, most: 7), Event("chat")).LikelyCost.ShouldBeNull();
        bounds.Of(later, Event("chat") with { Account = "another" }).LikelyCost.ShouldBeNull();
    }

    [Fact]
    public void Estimate_TrafficChanges_FollowsIt()
    {
        var traffic = new MeasuredTraffic();
        var request = Request(CallKind.ChatCompletion, "m", 1_000);
        traffic.Estimate("a", request).ShouldBeNull();
        traffic.Add("a", request, 100, 10);
        traffic.Estimate("a", request).ShouldBe((100, 10));
        traffic.Estimate("b", request).ShouldBeNull();
        for (var i = 0; i < 300; i++)
        {
            traffic.Add("a", request, 400, 90);
        }

        traffic.Estimate("a", request)!.Value.InputTokens.ShouldBeInRange(399, 400);
        traffic.Estimate("a", request)!.Value.OutputTokens.ShouldBeInRange(89, 90);
    }

    private CallBound Of(
        CallKind kind,
        string model,
        int characters,
        long? most = null,
        long choices = 1,
        bool isText = true,
        string more = ""
    ) => _bounds.Of(Request(kind, model, characters, most, choices, isText, more), Event(model));

    private CallBound BoundOf(CallKind kind, string body)
    {
        var request = Read(kind, body);
        return _bounds.Of(request, Event(request.Model));
    }
}
