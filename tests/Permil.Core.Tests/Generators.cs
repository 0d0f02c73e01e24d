using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Permil;

/// <summary>What property tests draw from. A failure prints its replay seed, and the same seed draws the same again.</summary>
internal static class Generators
{
    /// <summary>The fixed start of every property; change it to look elsewhere.</summary>
    private const ulong Seed = 20261007;

    private const int FewestCases = 20;

    /// <summary>Any decimal: every scale, 0 to 29 digits, whole 32-bit words of zeros and ones, long trailing zeros.</summary>
    public static Gen<decimal> AnyDecimal { get; } =
        from low in Word
        from middle in Word
        from high in Word
        from isNegative in Gen.Elements(true, false)
        from scale in Gen.Choose(0, 28)
        from zeros in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 28)))
        select WithZeros(new decimal(low, middle, high, isNegative, (byte)scale), zeros);

    public static Gen<decimal> AnyPositiveDecimal { get; } = AnyDecimal.Where(value => value != 0).Select(Math.Abs);

    /// <summary>A number of up to 28 decimals with few digits, as prices have them: collisions and exact quotients are common.</summary>
    public static Gen<decimal> ShortDecimal { get; } =
        from digits in Gen.Choose(1, 99_999)
        from scale in Gen.Choose(0, 12)
        select new decimal(digits, 0, 0, false, (byte)scale);

    /// <summary>Token counts: small, usual, and the most an event may claim.</summary>
    public static Gen<decimal> Tokens { get; } =
        Gen.Frequency(
            (2, Gen.Choose(1, 20).Select(count => (decimal)count)),
            (5, Gen.Choose(1, 2_000_000).Select(count => (decimal)count)),
            (1, Gen.Choose(1, int.MaxValue).Select(count => (decimal)count)),
            (1, Gen.Elements(999_999_999_999_999m, 1_000_000_000_000_000m))
        );

    /// <summary>Prices as books print them: up to six decimals, free included.</summary>
    public static Gen<decimal> Prices { get; } =
        from digits in Gen.Choose(0, 100_000)
        from scale in Gen.Choose(0, 6)
        select new decimal(digits, 0, 0, false, (byte)scale);

    /// <summary>Fewer than 100 where tests are run hundreds of times, as by bench/mutation.sh.</summary>
    private static int CasesPercent { get; } =
        Environment.GetEnvironmentVariable("PERMIL_PROPERTY_PERCENT") is { Length: > 0 } percent
            ? int.Parse(percent, CultureInfo.InvariantCulture)
            : 100;

    private static Gen<int> Word =>
        Gen.Frequency(
            (3, Gen.Constant(0)),
            (1, Gen.Constant(-1)),
            (2, Gen.Choose(0, 100_000)),
            (4, Gen.Choose(int.MinValue, int.MaxValue))
        );

    /// <summary>Runs a property on so many cases from the fixed seed; throws with the case and its seed.</summary>
    /// <param name="property">What holds.</param>
    /// <param name="cases">How many are tried.</param>
    /// <param name="fewest">How many are tried where tests are run hundreds of times; less for cases that are large.</param>
    public static void Holds(this Property property, int cases, int fewest = FewestCases) =>
        Check.One(
            Config
                .QuickThrowOnFailure.WithMaxTest(Math.Min(cases, Math.Max(fewest, ShareOf(cases))))
                .WithReplay(Seed, 1),
            property
        );

    /// <summary>How many of so many cases are run: all, unless PERMIL_PROPERTY_PERCENT says how many of a hundred.</summary>
    public static int ShareOf(int cases) => cases * CasesPercent / 100;

    /// <summary>All, or the first few where tests are run hundreds of times.</summary>
    public static ReadOnlySpan<T> Some<T>(params T[] all) =>
        all.AsSpan(0, Math.Max(Math.Min(2, all.Length), ShareOf(all.Length)));

    private static decimal WithZeros(decimal value, int zeros)
    {
        for (; zeros > 0 && value.Scale < 28 && Math.Abs(value) < 1e27m; zeros--)
        {
            value *= 1.0m;
        }

        return value;
    }
}
