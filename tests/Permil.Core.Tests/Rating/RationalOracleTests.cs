using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Permil.Pricing;
using Permil.Usage;
using Permil.Yaml;

namespace Permil.Rating;

/// <summary>Random books, written as YAML and read back, and random events: the charges against fractions, to the last digit.</summary>
public sealed class RationalOracleTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Rate_TenThousandRandomBooksAndEvents_IsWhatFractionsSay()
    {
        var tally = new OracleTally();
        Prop.ForAll(Seeds, seed => IsRight(seed, tally)).Holds(10_000);

        // The draw must reach what it is for: a change of the generator cannot empty the test unseen.
        tally.Books.ShouldBe(Generators.ShareOf(10_000));
        tally.RefusedBooks.ShouldBeInRange(Generators.ShareOf(100), Generators.ShareOf(3_000));
        tally.Unholdable.ShouldBeInRange(Generators.ShareOf(1), Generators.ShareOf(100));
        tally.Charges.ShouldBeGreaterThan(Generators.ShareOf(10_000));
        tally.Unpriced.ShouldBeGreaterThan(Generators.ShareOf(3_000));
        foreach (var kind in OracleTally.Kinds)
        {
            tally.CountOf(kind).ShouldBeGreaterThanOrEqualTo(Generators.ShareOf(50), kind);
        }
    }

    [Fact]
    public void Rate_BookWithItsRowsShuffled_IsTheSame() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var generator = new OracleGenerator(seed);
                    var book = generator.Book();
                    if (RationalOracle.IsAmbiguous(book))
                    {
                        return true;
                    }

                    var knownOn = generator.KnownOn(book);
                    var events = Enumerable.Range(0, 3).Select(_ => generator.Event(book)).ToList();
                    var shuffled = generator.Shuffled(book);
                    return events.TrueForAll(usage =>
                        Described(Rate(book, knownOn, usage)) == Described(Rate(shuffled, knownOn, usage))
                    );
                }
            )
            .Holds(1_000);

    private static bool IsRight(int seed, OracleTally tally)
    {
        var generator = new OracleGenerator(seed);
        var book = generator.Book();
        tally.Books++;
        if (RationalOracle.IsAmbiguous(book))
        {
            tally.RefusedBooks++;
            Should
                .Throw<YamlFormatException>(() => TestBooks.ReadText(book.ToYaml()), book.ToYaml())
                .Message.ShouldContain("two prices match equally well");
            return true;
        }

        var knownOn = generator.KnownOn(book);
        var oracle = new RationalOracle(book, knownOn);
        for (var i = 0; i < 3; i++)
        {
            var usage = generator.Event(book);
            var expected = oracle.Rate(usage);
            Difference(book, knownOn, usage, expected)
                .ShouldBeNull(
                    $"seed {seed}, as known on {knownOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "all days"}\n{usage}\n{book.ToYaml()}"
                );
            tally.Add(expected, usage);
        }

        return true;
    }

    private static (List<Charge> Charges, List<UnpricedUsage> Unpriced) Rate(
        OracleBook book,
        DateOnly? knownOn,
        OracleEvent usage
    )
    {
        var rater = new Rater(new PriceCatalog([TestBooks.ReadText(book.ToYaml())], knownOn));
        var unpriced = new List<UnpricedUsage>();
        var before = Decimal(usage.Before);
        var charges = rater
            .Price(EventOf(usage), unpriced)
            .ConvertAll(measured =>
                ListCost.Of(measured, new TierPosition(before, before + measured.Quantity + Decimal(usage.After)))
            );
        return (charges, unpriced);
    }

    private static UsageEvent EventOf(OracleEvent usage)
    {
        ModeName.TryParse(usage.Mode, out var mode).ShouldBeTrue();
        return new UsageEvent
        {
            Id = "e",
            Source = "oracle",
            Provider = "acme",
            Model = usage.Model,
            Mode = mode,
            Time = usage.Time,
            Attributes = usage.Attributes,
            Usage = usage
                .Usage.Select(used =>
                {
                    Meters.TryFind(used.Meter, out var meter).ShouldBeTrue();
                    return new Measurement(meter!, Decimal(used.Quantity));
                })
                .ToList(),
        };
    }

    /// <returns><see langword="null"/> when all is as expected.</returns>
    private static string? Difference(
        OracleBook book,
        DateOnly? knownOn,
        OracleEvent usage,
        List<OracleCharge> expected
    )
    {
        var wanted = string.Join("; ", expected.Select(Described).Order(StringComparer.Ordinal));
        string found;
        try
        {
            found = Described(Rate(book, knownOn, usage));
        }
        catch (InexactAmountException exception)
        {
            found = exception.Message;
            if (expected.Exists(charge => charge.Price is not null && !charge.Cost.FitsDecimal))
            {
                return null;
            }
        }

        return wanted == found ? null : $"expected {wanted}\n   found {found}";
    }

    private static string Described(OracleCharge charge) =>
        charge.Price is null
            ? $"{charge.Meter} unpriced"
            : $"{charge.Meter} {charge.Cost} for {charge.PricingQuantity}";

    private static string Described((List<Charge> Charges, List<UnpricedUsage> Unpriced) rated) =>
        string.Join(
            "; ",
            rated
                .Charges.Select(charge =>
                    $"{charge.Meter} {Rational.Of(charge.ListCost)} for {Rational.Of(charge.PricingQuantity)}"
                )
                .Concat(rated.Unpriced.Select(unpriced => $"{unpriced.Meter} unpriced"))
                .Order(StringComparer.Ordinal)
        );

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
