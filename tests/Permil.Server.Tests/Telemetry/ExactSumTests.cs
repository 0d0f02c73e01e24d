using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Permil.Server.Telemetry;

public sealed class ExactSumTests
{
    [Fact]
    public void Add_TinyAmountToLargeSum_KeepsAllDigits()
    {
        var sum = new ExactSum();
        sum.Add(123_456_789_012_345m);
        sum.Add(0.0000000000000000000000000001m);

        Text(sum).ShouldBe("123456789012345.0000000000000000000000000001");
    }

    [Fact]
    public void Add_BelowZero_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => new ExactSum().Add(-0.1m));

    [Fact]
    public void Write_AnyAmounts_IsTheirExactSum() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue)
                    .Three()
                    .Zip(Gen.Choose(6, 28))
                    .Select(parts => new decimal(
                        parts.Item1.Item1,
                        parts.Item1.Item2,
                        parts.Item1.Item3,
                        false,
                        (byte)parts.Item2
                    ))
                    .ListOf()
                    .ToArbitrary(),
                amounts =>
                {
                    var sum = new ExactSum();
                    var expected = BigInteger.Zero;
                    foreach (var amount in amounts)
                    {
                        sum.Add(amount);
                        expected += Scaled(amount.ToString());
                    }

                    return Scaled(Text(sum)) == expected;
                }
            )
            .QuickCheckThrowOnFailure();

    /// <summary>A number of units of 10^-28.</summary>
    private static BigInteger Scaled(string text)
    {
        var parts = text.Split('.');
        var rest = parts.Length > 1 ? parts[1] : "";
        return BigInteger.Parse(parts[0] + rest.PadRight(28, '0'));
    }

    private static string Text(ExactSum sum)
    {
        Span<byte> text = stackalloc byte[ExactSum.MaxLength];
        return Encoding.ASCII.GetString(text[..sum.Write(text)]);
    }
}
