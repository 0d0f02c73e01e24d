using System.Text;

namespace Permil.Server.Gateway;

public sealed class TranscriptionUploadTests(RunningGateway running) : IClassFixture<RunningGateway>
{
    private const string Said = "Hallo, Welt! 👋";

    /// <summary>213.5 seconds at 0.36 USD an hour.</summary>
    private const decimal Cost = 0.02135m;

    private readonly GatewayHost _host = running.Host;

    [Theory]
    [InlineData(null, false)]
    [InlineData("json", false)]
    [InlineData("json", true)]
    [InlineData("text", true)]
    public async Task Answer_IsWhatTheCallerAskedFor_ThoughTheVerboseOneWas(string? format, bool isFirst)
    {
        var sound = new byte[5000];
        new Random(3).NextBytes(sound);
        var seen = await Send("transcriptions", "whisper-1", format, isFirst, sound);

        seen.Status.ShouldBe(200);
        seen.Cost.ShouldBe(Cost);
        if (format == "text")
        {
            seen.Text.ShouldBe($"{Said}\n");
            seen.Headers["content-type"].ShouldBe("text/plain; charset=utf-8");
        }
        else
        {
            seen.Json.AsObject().Select(field => field.Key).ShouldBe(["text"]);
            seen.Json["text"]!.GetValue<string>().ShouldBe(Said);
        }

        // All else of the form goes up as it came.
        var up = Encoding.Latin1.GetString(_host.Upstream.Ledger.Calls[^1].Body.Span);
        up.ShouldContain("verbose_json");
        up.ShouldContain(Encoding.Latin1.GetString(sound));
        up.Split("response_format").Length.ShouldBe(2);
        up.ShouldContain("name=prompt");
        var recorded = await _host.EventOf(seen);
        recorded.Usage.Single(one => one.Meter.Name == "audio_seconds").Quantity.ShouldBe(213.5m);
        recorded.Model.ShouldBe("whisper-1");
    }

    [Fact]
    public async Task VerboseAnswer_ThatWasAskedFor_IsPassedOnWhole()
    {
        var seen = await Send("translations", "whisper-1", "verbose_json", isFirst: true, [1, 2, 3]);

        seen.Text.ShouldBe(Encoding.UTF8.GetString(_host.Upstream.Ledger.Calls[^1].Sent.Span));
        seen.Json["task"]!.GetValue<string>().ShouldBe("translate");
        seen.Cost.ShouldBe(Cost);
    }

    [Fact]
    public async Task FormWithSubtitles_GoesUpUnchanged_AndIsUnsettled()
    {
        var seen = await Send("transcriptions", "whisper-1", "srt", isFirst: false, [1, 2, 3]);

        seen.Status.ShouldBe(200);
        Encoding.Latin1.GetString(_host.Upstream.Ledger.Calls[^1].Body.Span).ShouldNotContain("verbose_json");
        (await _host.EventOf(seen)).UnsettledReason.ShouldNotBeNull();
    }

    [Fact]
    public async Task Form_ThatIsNone_IsRefused()
    {
        var before = _host.Upstream.Ledger.Calls.Count;
        var json = await _host.Send(new Ask { Path = "/v1/audio/transcriptions", Body = """{"model":"whisper-1"}""" });
        var noModel = await Send("transcriptions", "", "json", isFirst: false, [1]);

        json.Status.ShouldBe(400);
        noModel.Status.ShouldBe(400);
        _host.Upstream.Ledger.Calls.Count.ShouldBe(before);
    }

    private async Task<Seen> Send(string what, string model, string? format, bool isFirst, byte[] sound)
    {
        using var form = new MultipartFormDataContent();
        void AddFormat()
        {
            if (format is not null)
            {
                form.Add(new StringContent(format), "response_format");
            }
        }

        if (isFirst)
        {
            AddFormat();
        }

        form.Add(new StringContent(model), "model");
        form.Add(new ByteArrayContent(sound), "file", "sound.mp3");
        if (!isFirst)
        {
            AddFormat();
        }

        form.Add(new StringContent("Zürich"), "prompt");
        return await _host.Send(new Ask { Path = $"/v1/audio/{what}", Content = form });
    }
}
