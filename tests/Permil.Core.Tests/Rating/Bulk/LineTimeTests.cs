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

    /// <summary>Nothing but the one form: not even what the full reader would also take.</summary>
    [Theory]
    [InlineData("2024-02-29T23:59:59Z")]
    [InlineData("2024-02-28T00:00:00.1Z")]
    [InlineData("2000-01-01T19:29:39.0000001Z")]
    [InlineData("2099-12-31T09:09:09.9999999Z")]
    public void Ticks_AnyOneCharacterOff_IsReadOnlyIfItIsOfTheForm(string good)
    {
        for (var place = 0; place < good.Length; place++)
        {
            for (var other = '\0'; other < 128; other++)
            {
                var text = good[..place] + other + good[(place + 1)..];

                new LineTime().Ticks(Encoding.ASCII.GetBytes(text)).ShouldBe(TicksOf(text), text);
            }
        }
    }

    /// <summary>A date is kept for the lines behind it; the others are read each.</summary>
    [Fact]
    public void Ticks_DatesOfOneClockReader_AreEachLinesOwn()
    {
        var time = new LineTime();
        foreach (
            var text in new[]
            {
                "2026-06-10T12:00:00Z",
                "2026-06-11T12:00:00Z",
                "2026-06-32T12:00:00Z",
                "2026-06-11T12:00:01Z",
                "2026-07-11T12:00:01Z",
                "2026-13-11T12:00:01Z",
                "2026-07-11T12:00:01Z",
                "2025-07-11T12:00:01Z",
                "2025-07-00T12:00:01Z",
                "2025-00-11T12:00:01Z",
                "2000-01-01T00:00:00Z",
            }
        )
        {
            time.Ticks(Encoding.ASCII.GetBytes(text)).ShouldBe(TicksOf(text), text);
        }
    }

    [Theory]
    [InlineData("2026-01-31")]
    [InlineData("2026-02-28")]
    [InlineData("2026-02-29")]
    [InlineData("2024-02-29")]
    [InlineData("2024-02-30")]
    [InlineData("2026-04-30")]
    [InlineData("2026-04-31")]
    [InlineData("2026-12-31")]
    [InlineData("2026-12-32")]
    [InlineData("2026-01-00")]
    [InlineData("2026-00-01")]
    [InlineData("2026-13-01")]
    [InlineData("1999-12-31")]
    [InlineData("2000-01-01")]
    [InlineData("2099-12-31")]
    [InlineData("2100-01-01")]
    [InlineData("0000-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("0000000000")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0")]
    public void Ticks_OfDates_OnlyThoseThatAreAndAreInRange(string date) =>
        new LineTime().Ticks(Encoding.ASCII.GetBytes(date + "T01:02:03Z")).ShouldBe(TicksOf(date + "T01:02:03Z"));

    [Theory]
    [InlineData("", 0)]
    [InlineData(".", -1)]
    [InlineData(",5", -1)]
    [InlineData("5", -1)]
    [InlineData(".0", 0)]
    [InlineData(".9", 9_000_000)]
    [InlineData(".12", 1_200_000)]
    [InlineData(".123", 1_230_000)]
    [InlineData(".1234", 1_234_000)]
    [InlineData(".12345", 1_234_500)]
    [InlineData(".123456", 1_234_560)]
    [InlineData(".1234567", 1_234_567)]
    [InlineData(".12345678", 1_234_567)]
    [InlineData(".999999999", 9_999_999)]
    [InlineData(".12345678x", -1)]
    [InlineData(".1:", -1)]
    [InlineData("./1", -1)]
    public void Ticks_FractionsOfASecond_AreCutBehindSevenDigits(string fraction, long ticks)
    {
        var second = TicksOf("2026-06-10T12:00:00Z");

        new LineTime()
            .Ticks(Encoding.ASCII.GetBytes($"2026-06-10T12:00:00{fraction}Z"))
            .ShouldBe(ticks < 0 ? -1 : second + ticks);
    }

    [Theory]
    [InlineData("2026-06-10T12:00:0Z")]
    [InlineData("026-06-10T12:00:00Z")]
    [InlineData("2026-06-10T24:00:00Z")]
    [InlineData("2026-06-10T23:60:00Z")]
    [InlineData("2026-06-10T23:00:60Z")]
    [InlineData("2026-06-10T99:00:00Z")]
    public void Ticks_TooShortOrBeyondTheDay_AreLeftToTheFullReader(string text) =>
        new LineTime().Ticks(Encoding.ASCII.GetBytes(text)).ShouldBe(-1);

    [Theory]
    [InlineData(946_684_800, "2000-01-01T00:00:00Z")]
    [InlineData(946_684_799, null)]
    [InlineData(1_781_000_001, "2026-06-09T10:13:21Z")]
    [InlineData(4_102_444_799, "2099-12-31T23:59:59Z")]
    [InlineData(4_102_444_800, null)]
    [InlineData(946_684_800_000, "2000-01-01T00:00:00Z")]
    [InlineData(946_684_799_999, null)]
    [InlineData(1_781_000_001_023, "2026-06-09T10:13:21.023Z")]
    [InlineData(4_102_444_799_999, "2099-12-31T23:59:59.999Z")]
    [InlineData(4_102_444_800_000, null)]
    [InlineData(1_781_000_001_023_000, null)]
    // In milliseconds these are more ticks than 64 bits hold: what is left of them is in range.
    [InlineData(1_845_674_407_370_955, null)]
    [InlineData(1_846_674_407_370_955, null)]
    public void Ticks_OfNumber_IsTheInstant(long number, string? expected) =>
        LineTime.Ticks(number).ShouldBe(expected is null ? -1 : TicksOf(expected));

    private static long TicksOf(string text)
    {
        var format = text.Contains('.', StringComparison.Ordinal)
            ? $"yyyy-MM-dd'T'HH:mm:ss.{new string('f', Math.Clamp(text.Length - 21, 1, 7))}'Z'"
            : "yyyy-MM-dd'T'HH:mm:ss'Z'";
        return
            DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time >= EventTime.Min.DateTime
            && time < EventTime.Max.DateTime
            ? time.Ticks
            : -1;
    }
}
