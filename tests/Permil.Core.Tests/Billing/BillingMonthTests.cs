using System.Text.Json;
using Permil.Pricing;

namespace Permil.Billing;

public sealed class BillingMonthTests
{
    private static readonly BillingMonth October = new(2026, 10);

    [Fact]
    public void Of_Month_IsFromItsFirstInstantToTheNextMonths()
    {
        October.Start.ShouldBe(TestBooks.At("2026-10-01"));
        October.End.ShouldBe(TestBooks.At("2026-11-01"));
        October.Contains(October.Start).ShouldBeTrue();
        October.Contains(October.End.AddTicks(-1)).ShouldBeTrue();
        October.Contains(October.End).ShouldBeFalse();
        October.Contains(October.Start.AddTicks(-1)).ShouldBeFalse();
        new BillingMonth(2026, 12).Next.ToString().ShouldBe("2027-01");
        BillingMonth.Of(new DateTimeOffset(2026, 11, 1, 1, 0, 0, TimeSpan.FromHours(2))).ShouldBe(October);
    }

    [Theory]
    [InlineData("0001-01")]
    [InlineData("2026-10")]
    [InlineData("9998-12")]
    public void Parse_Month_IsWrittenTheSame(string text) => BillingMonth.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("9999-12")]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2026-10-01")]
    [InlineData("")]
    public void Parse_NoMonth_IsRefused(string text) =>
        Should
            .Throw<FormatException>(() => BillingMonth.Parse(text))
            .Message.ShouldBe($"found '{text}', allowed: a month as in 2026-10");

    [Fact]
    public void Deserialize_NoText_SaysWhatIsAllowed()
    {
        var options = new JsonSerializerOptions { Converters = { new BillingMonthConverter() } };

        Should
            .Throw<JsonException>(() => JsonSerializer.Deserialize<BillingMonth>("10", options))
            .Message.ShouldContain("found Number, allowed: a month as in \"2026-10\"");
    }

    [Fact]
    public void Compare_Months_IsByTime()
    {
        var same = new BillingMonth(2026, 10);
        (October < same, October <= same, October > same, October >= same).ShouldBe((false, true, false, true));
        (October < same.Next, October <= same.Next, October > same.Next, October >= same.Next).ShouldBe(
            (true, true, false, false)
        );
        (October.Next < same, October.Next <= same, October.Next > same, October.Next >= same).ShouldBe(
            (false, false, true, true)
        );
    }
}
