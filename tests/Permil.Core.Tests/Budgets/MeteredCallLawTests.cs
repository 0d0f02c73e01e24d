using System.Text;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Metering;
using Permil.Usage.Readers;

namespace Permil.Budgets;

/// <summary>
/// Over every model of the shipped price books: what metering makes of a call's bodies never costs more than the bound
/// made of the same request.
/// </summary>
public sealed class MeteredCallLawTests
{
    private static readonly Rater Rater = new(new PriceCatalog(ShippedPriceBooks.Read()));
    private static readonly DateTimeOffset Time = TestBooks.At("2026-11-01T00:00:00Z");
    private static readonly string Text = new('x', 3_000);
    private static readonly string Documents = string.Join(',', Enumerable.Repeat("\"document\"", 1_000));

    public static TheoryData<CallKind, string, string, string> Calls =>
        new()
        {
            { CallKind.Speech, "audio", $$""" "input":"{{Text}}","voice":"v" """, "\uFFFDno JSON" },
            { CallKind.Speech, "audio", $$""" "voice":"v","input":"{{Text}}","stream":true """, "\uFFFDno JSON" },
            {
                CallKind.Image,
                "image",
                """ "prompt":"x","n":3,"width":2048,"height":1536,"steps":50 """,
                """{"data":[{"url":"a"},{"url":"b"},{"url":"c"}]}"""
            },
            {
                CallKind.Image,
                "image",
                """ "prompt":"x","n":2,"size":"1792x1024","quality":"hd" """,
                """{"data":[{"b64_json":"a"},{"b64_json":"b"}]}"""
            },
            {
                CallKind.Image,
                "image",
                """ "prompt":"x","num_images":2,"width":"1024","height":"1024" """,
                """{"data":[{"url":"a"},{"url":"b"}]}"""
            },
            {
                CallKind.Rerank,
                "rerank",
                $$""" "query":"which","documents":[{{Documents}}] """,
                """{"object":"rerank","results":[],"usage":{"prompt_tokens":9000,"total_tokens":9000}}"""
            },
            {
                CallKind.Embedding,
                "embedding",
                """ "input":[1,2,3,4,5,6,7,8,9,10] """,
                """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":10,"total_tokens":10}}"""
            },
            {
                CallKind.Completion,
                "chat",
                """ "prompt":["a","b"],"n":2,"best_of":3,"max_tokens":50 """,
                """{"id":"x","object":"text_completion","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":300,"total_tokens":302}}"""
            },
            {
                CallKind.ChatCompletion,
                "chat",
                """ "messages":[{"role":"user","content":"x"}],"n":2,"max_completion_tokens":70,"max_tokens":5 """,
                """{"id":"x","object":"chat.completion","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":140,"total_tokens":149,"completion_tokens_details":{"reasoning_tokens":100}}}"""
            },
            {
                CallKind.ChatCompletion,
                "chat",
                """ "messages":[{"role":"user","content":"x"}],"max_tokens":50,"service_tier":"priority" """,
                """{"id":"x","object":"chat.completion","service_tier":"priority","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":50,"total_tokens":59}}"""
            },
            {
                CallKind.Response,
                "chat",
                """ "input":"x","max_output_tokens":60 """,
                """{"id":"x","object":"response","status":"completed","output":[],"usage":{"input_tokens":9,"output_tokens":60,"total_tokens":69}}"""
            },
            {
                CallKind.Message,
                "chat",
                $$""" "max_tokens":60,"messages":[{"role":"user","content":[{"type":"text","text":"{{Text}}","cache_control":{"type":"ephemeral","ttl":"1h"} }]}] """,
                """{"id":"x","type":"message","role":"assistant","content":[],"usage":{"input_tokens":1,"cache_creation_input_tokens":3000,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":3000},"cache_read_input_tokens":0,"output_tokens":60}}"""
            },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Of_MeteredCall_IsNeverBelowWhatItCosts(CallKind kind, string modelKind, string members, string answer)
    {
        var bounds = new CallBounds(Rater);
        var compared = 0;
        foreach (var book in Rater.Catalog.Books)
        {
            foreach (var model in book.Models.Where(model => model.Kind == modelKind && Speaks(book, kind)))
            {
                var request = TestRequests.Read(kind, "{\"model\":\"" + model.Id + "\"," + members + "}");
                var call = new UsageEvent
                {
                    Id = "e",
                    Source = "test",
                    Time = Time,
                    Provider = book.Provider,
                    Model = model.Id,
                };
                var meter = new AnswerMeter(request);
                meter.Add(Encoding.UTF8.GetBytes(answer));
                var context = new RecordContext("test", 1, 0, new ReadOptions { DefaultTime = Time });
                var used = meter.Finish(context, isWhole: true);
                used.UnsettledReason.ShouldBeNull(model.Id);
                var cost = Rater.Rate(call with { Usage = used.Usage, Attributes = used.Attributes });

                var bound = bounds.Of(request, call);

                if (bound.ListCost is { } most)
                {
                    cost.ListCost.ShouldBeLessThanOrEqualTo(most, model.Id);
                    cost.Unpriced.ShouldBeEmpty(model.Id);
                    compared += cost.ListCost > 0 ? 1 : 0;
                }
                else
                {
                    bound.UnknownReason.ShouldNotBeNullOrEmpty();
                }
            }
        }

        compared.ShouldBeGreaterThan(0);
    }

    /// <summary>Only one provider's messages say how they were cached in this way.</summary>
    private static bool Speaks(PriceBook book, CallKind kind) =>
        kind != CallKind.Message || book.Provider == "anthropic";
}
