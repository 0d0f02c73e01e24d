using System.Text;

namespace Permil.Usage.Metering;

/// <summary>Requests with their answers and streams, in every shape that providers give them.</summary>
internal static class MeteringSamples
{
    private const string Image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk";

    private static readonly (CallKind Kind, string Request, string Answer)[] OwnAnswers =
    [
        (
            CallKind.ChatCompletion,
            """{"model":"m/x","messages":[{"role":"user","content":"hi \"usage\""}],"max_tokens":10,"n":2}""",
            """{"id":"c1","object":"chat.completion","created":1791000800,"model":"m/x","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"say \"usage\": {\"prompt_tokens\": 9}\n\u00e9\ud83d\ude00 ✓"}},{"index":1,"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"{\"a\":[1,2]}"}}]}}],"usage":{"prompt_tokens":153,"completion_tokens":69,"total_tokens":222,"prompt_tokens_details":{"cached_tokens":128},"completion_tokens_details":{"reasoning_tokens":41}},"service_tier":"flex"}"""
        ),
        (
            CallKind.Completion,
            """{"model":"m","prompt":["a","b"],"best_of":3}""",
            """{"id":"c2","object":"text.completion","created":1791000800,"model":"m","prompt":[],"choices":[{"text":"x","finish_reason":"eos"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cached_tokens":1}}"""
        ),
        (
            CallKind.Response,
            """{"model":"g","input":[{"role":"user","content":[{"type":"input_text","text":"x"}]}],"max_output_tokens":50}""",
            """{"id":"r1","object":"response","created_at":1791331700,"status":"completed","model":"g","instructions":"be brief","output":[{"type":"message","content":[{"type":"output_text","text":"y"}]}],"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":107}}"""
        ),
        (
            CallKind.Response,
            """{"model":"g","input":"x"}""",
            """{"id":"r2","object":"response","status":"failed","model":"g","usage":null,"error":null}"""
        ),
        (
            CallKind.Message,
            """{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""",
            """{"id":"m1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":1536,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":5,"server_tool_use":{"web_search_requests":2},"service_tier":"priority","speed":"fast"}}"""
        ),
        (
            CallKind.Embedding,
            """{"model":"e","input":["a","b"]}""",
            """{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[0.26,-1.3e-5,0]},{"object":"embedding","index":1,"embedding":[1,2]}],"usage":{"prompt_tokens":8,"total_tokens":8}}"""
        ),
        (
            CallKind.Embedding,
            """{"model":"e","input":"a"}""",
            """{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[0.26]}]}"""
        ),
        (
            CallKind.Rerank,
            """{"model":"k","query":"q","documents":["a",{"text":"b"},"c"],"top_n":1}""",
            """{"object":"rerank","id":"k1","model":"k","results":[{"index":0,"relevance_score":0.3,"document":{"text":"{\"a\":1}"}},{"index":2,"relevance_score":0.2}],"usage":{"prompt_tokens":1837,"completion_tokens":0,"total_tokens":1837}}"""
        ),
        (
            CallKind.Other,
            """{"model":"k"}""",
            """{"model":"k","results":[{"index":0,"relevance_score":0.3},{"index":1}],"usage":{"total_tokens":7}}"""
        ),
        (
            CallKind.Other,
            """{"model":"f"}""",
            """{"model":"f","data":[{"url":"https://x/1"},{"url":"https://x/2"},null]}"""
        ),
        (
            CallKind.Image,
            """{"model":"f","prompt":"fox","width":1024,"height":"768","steps":40,"n":2}""",
            $$"""{"id":"i1","model":"f","object":"list","data":[{"index":0,"b64_json":"{{Image}}"},{"index":1,"b64_json":"{{Image}}"}]}"""
        ),
        (
            CallKind.Image,
            """{"model":"gpt-image","prompt":"fox","size":"1024x1024","quality":"HD"}""",
            """{"created":1791000800,"data":[{"url":"https://x/y"}],"usage":{"input_tokens":50,"output_tokens":1056,"total_tokens":1106,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}"""
        ),
        (
            CallKind.Transcription,
            """{"model":"w"}""",
            """{"task":"transcribe","language":"english","duration":8.470000267028809,"text":"Hello","segments":[{"id":0,"text":"Hello"}]}"""
        ),
        (CallKind.Transcription, """{"model":"w"}""", """{"text":"Hello"}"""),
        (
            CallKind.Transcription,
            """{"model":"w"}""",
            """{"text":"Hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":3,"total_tokens":17,"input_token_details":{"audio_tokens":14}}}"""
        ),
        (
            CallKind.Video,
            """{"model":"v","prompt":"p","seconds":"10","size":"1366x768"}""",
            """{"id":"v1","object":"video","model":"v","status":"completed","created_at":1791331400,"size":"1366x768","seconds":"10","outputs":{"cost":0.49,"video_url":"https://x"}}"""
        ),
        (
            CallKind.ChatCompletion,
            """{"model":"m"}""",
            """{"id":"e1","error":{"message":"no \"usage\"","type":"credit_limit","param":null,"code":null}}"""
        ),
        (CallKind.Batch, """{"model":"m"}""", """{"error":"invalid input file"}"""),
        (
            CallKind.Speech,
            """{"model":"s","input":"The \ud83d\ude00 fox","voice":"tara"}""",
            """{"error":{"message":"x","type":"y"}}"""
        ),
        (
            CallKind.ChatCompletion,
            """{"model":"m"}""",
            """{"status":200,"headers":{"a":"b"},"body":{"id":"b1","object":"chat.completion","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}}"""
        ),
    ];

    private static readonly string[] OwnStreams =
    [
        """
            : keep alive

            data: {"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"say \"usage\" é 😀"},"finish_reason":null}],"usage":null}

            data: {"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":"\n"},"finish_reason":"stop"}],"usage":null,"service_tier":"priority"}

            data: {"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[],"usage":{"prompt_tokens":153,"completion_tokens":69,"total_tokens":222,"prompt_tokens_details":{"cached_tokens":128}}}

            data: [DONE]


            """,
        """
            data: {"id":"s","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],"usage":null,"service_tier":null,"error":null}

            data: {"id":"s","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}],"usage":null,"service_tier":null,"error":null}

            data: {"id":"s","created":1791000800,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"service_tier":"priority"}

            data: {"id":"s","created":1791000800,"model":"m","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":9},"service_tier":"priority"}


            """,
        """
            data: {"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":{"prompt_tokens":70,"completion_tokens":1,"total_tokens":71}}

            data: {"id":"s","object":"chat.completion.chunk","created":1791000800,"model":"m","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":70,"completion_tokens":150,"total_tokens":220}}

            data: [DONE]


            """,
        """
            data: {"id":"t","token":{"id":1,"text":"a","special":false},"choices":[{"index":0,"text":"a"}],"finish_reason":null,"usage":null}

            data: {"id":"t","model":"m","choices":[{"index":0,"text":""}],"finish_reason":"eos","usage":{"prompt_tokens":3,"completion_tokens":2}}


            """,
        """
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","type":"message","model":"claude","usage":{"input_tokens":25,"cache_read_input_tokens":1536,"output_tokens":1}}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}


            """,
        """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"r","object":"response","created_at":1791331700,"status":"in_progress","model":"g","output":[],"usage":null}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","item_id":"i","delta":"Hi"}

            event: response.completed
            data: {"type":"response.completed",
            data: "response":{"id":"r","object":"response","created_at":1791331700,"status":"completed","model":"g","output":[{"content":[{"text":"Hi"}]}],"usage":{"input_tokens":375,"output_tokens":10,"total_tokens":385}}}


            """,
        """
            data: {"object":"audio.tts.chunk","model":"sonic","b64":"UklGRg=="}

            data: {"type":"conversation.item.audio_output.delta","item_id":"i","delta":"UklGRg=="}

            data: [DONE]


            """,
        """
            data: {"error":{"message":"overloaded","type":"service_unavailable"}}


            """,
    ];

    /// <summary>Kind, request and answer of every call.</summary>
    public static IReadOnlyList<(CallKind Kind, byte[] Request, byte[] Answer)> Answers { get; } =
    [
        .. OwnAnswers.Select(one => (one.Kind, Bytes(one.Request), Bytes(one.Answer))),
        .. SharedFiles("*.json").Select(file => (CallKind.ChatCompletion, Bytes("""{"model":"m"}"""), file)),
    ];

    public static IReadOnlyList<byte[]> Streams { get; } = [.. OwnStreams.Select(Bytes), .. SharedFiles("*.sse")];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<byte[]> SharedFiles(string pattern)
    {
        var folder = Path.Combine(Repository.SharedFacts, "samples");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            : [];
    }
}
