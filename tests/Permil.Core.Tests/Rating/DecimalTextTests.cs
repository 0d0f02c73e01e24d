using System.Text;

namespace Permil.Rating;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("-1.2500", "-1.25")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("-0.79228162514264337593543950335", "-0.7922816251426433759354395034")]
    public void Of_Decimal_IsPlainWithoutTrailingZeros(string value, string text) =>
        DecimalText.Of(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(text);

    [Fact]
    public void Write_BufferOfTheNamedLength_HoldsEveryDecimal()
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        var length = DecimalText.Write(-0.7922816251426433759354395033m, text);
        Encoding.ASCII.GetString(text[..length]).ShouldBe("-0.7922816251426433759354395033");
    }

    [Fact]
    public void Write_BufferTooShort_IsRefused() =>
        Should
            .Throw<ArgumentException>(() => DecimalText.Write(1234, new byte[3]))
            .Message.ShouldStartWith("the buffer has 3 bytes, needed: 32");
}
