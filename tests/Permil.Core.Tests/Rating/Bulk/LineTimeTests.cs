using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Permil.Usage;

namespace Permil.Rating.Bulk;

/// <summary>Times the fast clock reader takes are the times the full reader takes; it never takes more.</summary>
public sealed class LineTimeTests
{
    [Fact]
    public void Ticks_AnyInstant_IsWhatTheFullReaderReads() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var time = new LineTime();
                    for (var i = 0; i < 20; i++)
                    {
                        var instant = EventTime.Min.AddTicks(random.NextInt64((EventTime.Max - EventTime.Min).Ticks));
                        var digits = random.Next(0, 8);
                        var format = digits == 0 ? "" : "." + new string('f', digits);
                        var text = instant.ToString($"yyyy-MM-dd'T'HH:mm:ss{format}'Z'", CultureInfo.InvariantCulture);
                        time.Ticks(Encoding.ASCII.GetBytes(text))
                            .ShouldBe(EventTime.Parse("time", text).UtcTicks, text);
                    }

                    return true;
                }
            )
            .Holds(500);

    /// <summary>One character changed anywhere: refused, or read as the full reader reads it.</summary>
    [Fact]
    public void Ticks_AnyOneCharacterOff_IsNeverWrong()
    {
        const string Good = "2024-02-29T23:59:58.125Z";
        var time = new LineTime();
        for (var place = 0; place < Good.Length; place++)
        {
            for (var other = ' '; other < 127; other++)
            {
                var text = Good[..place] + other + Good[(place + 1)..];
                time.Ticks(Encoding.ASCII.GetBytes(Good)).ShouldBe(EventTime.Parse("time", Good).UtcTicks);
                if (time.Ticks(Encoding.ASCII.GetBytes(text)) is var ticks and not -1)
                {
                    EventTime.Parse("time", text).UtcTicks.ShouldBe(ticks, text);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2026-06-10T12:00:00")]
    [InlineData("2026-06-10T12:00Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("2100-01-01T00:00:00Z")]
    [InlineData("2026-06-10T12:00:00+00:00")]
    [InlineData("2026-06-10t12:00:00Z")]
    [InlineData("2026-06-10T12:00:60Z")]
    public void Ticks_OtherForms_AreLeftToTheFullReader(string text) =>
        new LineTime().Ticks(Encoding.ASCII.GetBytes(text)).ShouldBe(-1);

    [Theory]
    [InlineData(946_684_800, true)]
    [InlineData(946_684_799, false)]
    [InlineData(4_102_444_799, true)]
    [InlineData(4_102_444_800, false)]
    [InlineData(99_999_999_999, false)]
    [InlineData(946_684_800_000, true)]
    [InlineData(946_684_799_999, false)]
    [InlineData(4_102_444_799_999, true)]
    [InlineData(4_102_444_800_000, false)]
    [InlineData(99_999_999_999_999, false)]
    [InlineData(100_000_000_000_000, false)]
    [InlineData(999_999_999_999_999, false)]
    [InlineData(0, false)]
    public void Ticks_OfNumber_IsWhatTheFullReaderReadsInRange(long number, bool isTaken)
    {
        var ticks = LineTime.Ticks(number);

        (ticks >= 0).ShouldBe(isTaken);
        if (isTaken)
        {
            EventTime.Parse("time", number.ToString(CultureInfo.InvariantCulture)).UtcTicks.ShouldBe(ticks);
        }
    }
}
