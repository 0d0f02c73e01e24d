namespace Permil.Usage.Readers;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("1.123456789012")]
    [InlineData("1.12345678901200000000000000000000000000")]
    [InlineData("1123456789012e-12")]
    [InlineData("11234567890120e-13")]
    [InlineData("1.123456789012E+0")]
    public void Amount_TwelveDecimals_IsTaken(string text) => Quantity.Amount("f", text).ShouldBe(1.123456789012m);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00000000000000000000", 0)]
    [InlineData("0e-30", 0)]
    [InlineData("1e15", 1_000_000_000_000_000)]
    [InlineData("20e-1", 2)]
    [InlineData("0.0000000000000000000000000000000003e34", 3)]
    public void Amount_ZerosAtTheEnd_DoNotCount(string text, long expected) =>
        Quantity.Amount("f", text).ShouldBe(expected);

    [Theory]
    [InlineData("1.2345678901234567890123456789")]
    [InlineData("0.0000000000001")]
    [InlineData("1e-13")]
    [InlineData("1e-300")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("1.0000000000000000000000000000000000001")]
    public void Amount_MoreDecimals_IsRefused(string text) =>
        Should
            .Throw<UsageFormatException>(() => Quantity.Amount("f", text))
            .Message.ShouldBe(
                $"f: found '{JsonFields.Shorten(text)}', allowed: a number of at most 12 decimals from 0 to 10^15"
            );

    [Theory]
    [InlineData("3.0000000000000000000000000000000000001")]
    [InlineData("1e-300")]
    [InlineData("2.5")]
    public void Count_NotWholeAsWritten_IsRefused(string text) =>
        Should
            .Throw<UsageFormatException>(() => Quantity.Count("f", text))
            .Message.ShouldBe($"f: found '{JsonFields.Shorten(text)}', allowed: a whole number from 0 to 10^15");

    [Theory]
    [InlineData("8.470000267028809", "audio_seconds=8.470000267029")]
    [InlineData("\"8.5\"", "audio_seconds=8.5")]
    public void Read_TranscriptionOfABinaryDuration_IsRoundedToTwelveDecimals(string duration, string usage)
    {
        var one = ReadResult
            .Of($$"""{"task":"transcribe","language":"english","duration":{{duration}},"text":"a"}""")
            .Single();

        EventText.UsageOf(one).ShouldBe(usage);
    }

    [Fact]
    public void Read_VideoOfPartOfASecond_IsMeasuredWithoutTheAttribute()
    {
        var one = ReadResult
            .Of("""{"id":"v","object":"video","model":"m","status":"completed","seconds":8.5}""")
            .Single();

        EventText.UsageOf(one).ShouldBe("video_generations=1 video_seconds=8.5");
        one.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public void Read_EventOfTooManyDecimals_IsARejectedLine()
    {
        const string Event =
            """{"id":"e","source":"s","time":"2026-10-03T00:00:00Z","model":"m","usage":{"image_megapixels":"1.2345678901234567890123456789"}}""";

        ReadResult
            .Of(Event)
            .Rejected.ShouldHaveSingleItem()
            .Reason.ShouldBe(
                "usage.image_megapixels: found '1.2345678901234567890123456789', allowed: a number of at most 12 decimals from 0 to 10^15"
            );
    }
}
