using System.Text;

namespace Permil.Usage.Metering;

public sealed class CallRequestTests
{
    [Fact]
    public void Read_Chat_KnowsWhatCounts()
    {
        var read = Read(
            CallKind.ChatCompletion,
            """{"mod\u0065l":"m/x","stream":true,"stream_options":{"a":1,"include_usage":true},"max_tokens":10,"max_completion_tokens":20,"n":3,"messages":[{"role":"user","content":"hi"}]}"""
        );

        read.Model.ShouldBe("m/x");
        read.IsStream.ShouldBeTrue();
        read.AsksForUsage.ShouldBeTrue();
        read.MaxOutputTokens.ShouldBe(20);
        read.Choices.ShouldBe(3);
        read.IsAllTextInBody.ShouldBeTrue();
        DigestOf(read).ShouldBe("""{"model":"m/x","n":3}""");
    }

    [Theory]
    [InlineData(CallKind.ChatCompletion, """{"max_output_tokens":5}""", null)]
    [InlineData(CallKind.ChatCompletion, """{"max_tokens":5.0,"max_completion_tokens":null}""", 5L)]
    [InlineData(CallKind.Completion, """{"max_tokens":5,"max_completion_tokens":9}""", 5L)]
    [InlineData(CallKind.Response, """{"max_output_tokens":7,"max_tokens":5}""", 7L)]
    [InlineData(CallKind.Message, """{"max_tokens":1e2}""", 100L)]
    [InlineData(CallKind.Embedding, """{"max_tokens":5}""", null)]
    public void Read_OutputLimit_IsThatOfItsKind(CallKind kind, string body, long? tokens) =>
        Read(kind, body).MaxOutputTokens.ShouldBe(tokens);

    [Theory]
    [InlineData(CallKind.ChatCompletion, """{}""", 1)]
    [InlineData(CallKind.ChatCompletion, """{"n":null}""", 1)]
    [InlineData(CallKind.Completion, """{"n":2,"best_of":5}""", 5)]
    [InlineData(CallKind.Completion, """{"n":2,"prompt":["a","b","c"]}""", 6)]
    [InlineData(CallKind.Completion, """{"prompt":[[1,2],[3]]}""", 2)]
    [InlineData(CallKind.Completion, """{"prompt":[1,2,3]}""", 1)]
    [InlineData(CallKind.Completion, """{"prompt":[]}""", 1)]
    [InlineData(CallKind.Image, """{"n":2,"num_images":4}""", 4)]
    public void Read_Choices_AreTheMostThatMayBeMade(CallKind kind, string body, long choices) =>
        Read(kind, body).Choices.ShouldBe(choices);

    [Theory]
    [InlineData(CallKind.ChatCompletion, false)]
    [InlineData(CallKind.Completion, false)]
    [InlineData(CallKind.Response, true)]
    [InlineData(CallKind.Message, true)]
    [InlineData(CallKind.Speech, true)]
    public void Read_UsageNotAskedFor_MattersToChatsOnly(CallKind kind, bool asks) =>
        Read(kind, """{"stream":true,"stream_options":{"include_usage":false}}""").AsksForUsage.ShouldBe(asks);

    [Theory]
    [InlineData(
        """{"messages":[{"role":"user","content":"{\"type\":\"image_url\"} web_search previous_response_id","name":"file"}]}"""
    )]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"input_image"}]}]}""")]
    [InlineData(
        """{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t","content":"x"}]}"""
    )]
    [InlineData(
        """{"tools":[{"type":"function","function":{"name":"mcp","parameters":{"type":"object","properties":{"file":{"type":"file"}}}}}]}"""
    )]
    [InlineData("""{"previous_response_id":null,"conversation":null,"mcp_servers":[]}""")]
    public void Read_Text_IsAllInTheBody(string body) =>
        Read(CallKind.ChatCompletion, body).IsAllTextInBody.ShouldBeTrue();

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"typ\u0065":"image\u005furl"}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA=="}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x","image_url":"https://x"}]}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","audio":{"id":"a"}}]}""")]
    [InlineData("""{"messages":{"content":"x"}}""")]
    [InlineData("""{"tools":[{"type":"function"},{"type":"web_search"}]}""")]
    [InlineData("""{"web_search_options":{}}""")]
    public void Read_ChatWithMoreThanText_IsNotAllInTheBody(string body) =>
        Read(CallKind.ChatCompletion, body).IsAllTextInBody.ShouldBeFalse();

    [Theory]
    [InlineData(
        """{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"type":"image","content":[{"type":"image"}]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"}]}]}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""",
        true
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"AA=="}}]}]}""",
        false
    )]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url"}}]}]}""", false)]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"image"}]}]}]}""",
        false
    )]
    [InlineData("""{"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", false)]
    [InlineData("""{"mcp_servers":[{"url":"https://x"}]}""", false)]
    public void Read_Message_JudgesItsParts(string body, bool isText) =>
        Read(CallKind.Message, body).IsAllTextInBody.ShouldBe(isText);

    [Theory]
    [InlineData("""{"input":"file_search","instructions":"mcp"}""", true)]
    [InlineData(
        """{"input":[{"role":"user","content":[{"type":"input_text","text":"x"}]},{"type":"function_call_output","call_id":"c","output":"x"}]}""",
        true
    )]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]}""", false)]
    [InlineData("""{"input":[{"type":"item_reference","id":"i"}]}""", false)]
    [InlineData(
        """{"input":[{"type":"function_call_output","output":[{"type":"input_file","file_id":"f"}]}]}""",
        false
    )]
    [InlineData("""{"previous_response_id":"r"}""", false)]
    [InlineData("""{"conversation":{"id":"c"}}""", false)]
    [InlineData("""{"prompt":{"id":"p"}}""", false)]
    [InlineData("""{"tools":[{"type":"file_search"}]}""", false)]
    [InlineData("""{"tools":[{"type":"mcp"}]}""", false)]
    public void Read_Response_JudgesItsItems(string body, bool isText) =>
        Read(CallKind.Response, body).IsAllTextInBody.ShouldBe(isText);

    [Theory]
    [InlineData("""{"tools":[]}""", false, null)]
    [InlineData("""{"tools":[{"type":"function","name":"f"}]}""", true, null)]
    [InlineData("""{"tools":[{"type":"custom","name":"f"},{"name":"f","input_schema":{}}]}""", true, null)]
    [InlineData("""{"tools":[{"type":"bash_20250124","name":"bash"}]}""", true, null)]
    [InlineData("""{"functions":[{"name":"f"}]}""", true, null)]
    [InlineData("""{"tools":[{"type":"function","name":"f"},{"ty\u0070e":"web_search"}]}""", true, "tools")]
    [InlineData("""{"tools":[{"googleSearch":{}}]}""", true, "tools")]
    [InlineData("""{"tools":[{"type":7,"name":"f"}]}""", true, "tools")]
    [InlineData("""{"tools":{"type":"function"}}""", true, "tools")]
    [InlineData("""{"tools":["web_search"]}""", true, "tools")]
    [InlineData("""{"mcp_servers":[],"plugins":null,"models":[]}""", false, null)]
    [InlineData("""{"plugins":[{"id":"web"}]}""", false, "plugins")]
    [InlineData("""{"models":["m"]}""", false, "models")]
    [InlineData("""{"prompt":{"id":"p"}}""", false, "prompt")]
    public void Read_Tools_SaysWhatTheProviderMayDo(string body, bool hasTools, string? openEnded)
    {
        var read = Read(CallKind.Response, body);

        read.HasTools.ShouldBe(hasTools);
        read.OpenEnded.ShouldBe(openEnded);
        read.IsAllTextInBody.ShouldBe(openEnded is null && !body.Contains("bash", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_QueryAndTier_AreKnown()
    {
        Read(CallKind.Rerank, """{"query":"abcé","documents":["a"]}""").QueryBytes.ShouldBe(5);
        Read(CallKind.Rerank, """{"query":{"text":"a"}}""").QueryBytes.ShouldBeNull();
        Read(CallKind.ChatCompletion, """{"service_tier":"Flex"}""").ServiceTier.ShouldBe("Flex");
        Should.Throw<UsageFormatException>(() => Read(CallKind.ChatCompletion, """{"service_tier":1}"""));
    }

    /// <summary>What is held for a batch is read from one file: the provider must not take another.</summary>
    [Fact]
    public void Read_BatchWithTwoFiles_IsRefused() =>
        Should
            .Throw<UsageFormatException>(() =>
                Read(CallKind.Batch, """{"input_file_id":"small","input_file_id":"large"}""")
            )
            .Message.ShouldBe("input_file_id: found twice, allowed: once");

    [Fact]
    public void Read_Speech_CountsCodePointsAndKeepsNone()
    {
        var read = Read(CallKind.Speech, """{"model":"s","input":"a\ud83d\ude00é😀\n","voice":"tara"}""");

        read.InputCharacters.ShouldBe(5);
        DigestOf(read).ShouldBe("""{"model":"s","input":"","voice":""}""");
        Read(CallKind.Speech, """{"input":"é😀"}""").InputCharacters.ShouldBe(2);
    }

    [Fact]
    public void Read_Rerank_CountsDocumentsAndKeepsNone()
    {
        var read = Read(CallKind.Rerank, """{"model":"k","query":"q","documents":["a",{"text":["b"]},"c"]}""");

        read.Documents.ShouldBe(3);
        DigestOf(read).ShouldBe("""{"model":"k","documents":[]}""");
    }

    [Fact]
    public void Read_ImageAndVideo_KnowTheirSize()
    {
        var image = Read(CallKind.Image, """{"prompt":"x","width":1024,"height":"768","steps":28}""");
        var video = Read(CallKind.Video, """{"prompt":"x","size":"1366x768","seconds":"7.5"}""");

        (image.Width, image.Height, image.Steps).ShouldBe((1024, 768, 28));
        DigestOf(image).ShouldBe("""{"prompt":"","width":1024,"height":"768","steps":28}""");
        (video.Width, video.Height, video.Seconds).ShouldBe((1366, 768, 7.5m));
    }

    [Theory]
    [InlineData("""{"model":7}""", "model: found Number")]
    [InlineData("""{"stream":"yes"}""", "stream: found String")]
    [InlineData("""{"stream_options":true}""", "stream_options: found True")]
    [InlineData("""{"stream_options":{"include_usage":1}}""", "stream_options.include_usage: found Number")]
    [InlineData("""{"max_tokens":"10"}""", "max_tokens: found String")]
    [InlineData("""{"max_tokens":-1}""", "max_tokens: found '-1'")]
    [InlineData("""{"max_tokens":1.5}""", "max_tokens: found '1.5'")]
    [InlineData("""{"n":0}""", "n: found 0")]
    [InlineData("""{"n":1000001}""", "n: found 1000001")]
    [InlineData("""{"max_tokens":1,"max_tok\u0065ns":100000}""", "max_tokens: found twice")]
    [InlineData("""[]""", "the request: found StartArray")]
    [InlineData("""{"model":"m"}}""", "the request is no JSON")]
    [InlineData("""{"model":"m""", "the request is no JSON")]
    [InlineData("", "the request is no JSON")]
    [InlineData("""{"model":"\ud83d"}""", "the request: a text that counts is no Unicode")]
    public void Read_Wrong_NamesTheField(string body, string message) =>
        Should.Throw<UsageFormatException>(() => Read(CallKind.ChatCompletion, body)).Message.ShouldStartWith(message);

    [Fact]
    public void Read_LongModel_IsRefused() =>
        Should
            .Throw<UsageFormatException>(() =>
                Read(CallKind.ChatCompletion, $$"""{"model":"{{new string('m', 257)}}"}""")
            )
            .Message.ShouldBe("model: found 257 bytes, allowed: at most 256");

    [Theory]
    [InlineData("{}", """{"stream_options":{"include_usage":true}}""")]
    [InlineData(
        """ { "a" : [1, {"stream_options":{}}] , "é":"😀" } """,
        """ {"stream_options":{"include_usage":true}, "a" : [1, {"stream_options":{}}] , "é":"😀" } """
    )]
    [InlineData(
        """{"a":1,"stream_options": null ,"b":2}""",
        """{"a":1,"stream_options": {"include_usage":true} ,"b":2}"""
    )]
    [InlineData("""{"stream_options":{ }}""", """{"stream_options":{"include_usage":true }}""")]
    [InlineData(
        """{"stream_options":{"x": {"include_usage":false}},"b":2}""",
        """{"stream_options":{"include_usage":true,"x": {"include_usage":false}},"b":2}"""
    )]
    [InlineData(
        """{"stream_options":{"include_usage" : false , "y":1}}""",
        """{"stream_options":{"include_usage" : true , "y":1}}"""
    )]
    [InlineData(
        """{"str\u0065am_options":{"include\u005fusage":null}}""",
        """{"str\u0065am_options":{"include\u005fusage":true}}"""
    )]
    [InlineData(
        """{"stream_options":{"include_usage":false,"include_usage":{}},"stream_options":null}""",
        """{"stream_options":{"include_usage":true,"include_usage":true},"stream_options":{"include_usage":true}}"""
    )]
    public void AskForUsage_ChangesNothingElse(string body, string asked) =>
        Encoding.UTF8.GetString(CallRequest.AskForUsage(Encoding.UTF8.GetBytes(body)).Span).ShouldBe(asked);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"stream_options":1}""")]
    [InlineData("""{"a":1} x""")]
    public void AskForUsage_NotPossible_IsRefused(string body) =>
        Should.Throw<UsageFormatException>(() => CallRequest.AskForUsage(Encoding.UTF8.GetBytes(body)));

    private static CallRequest Read(CallKind kind, string body) => CallRequest.Read(kind, Encoding.UTF8.GetBytes(body));

    private static string DigestOf(CallRequest request) => Encoding.UTF8.GetString(request.Digest.Span);
}
