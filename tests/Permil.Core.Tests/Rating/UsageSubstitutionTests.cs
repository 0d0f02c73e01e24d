using Permil.Pricing;
using Permil.Usage;

namespace Permil.Rating;

public sealed class UsageSubstitutionTests
{
    private const string Book = """
        models:
          - id: dear
            kind: chat
            prices:
              - { source: page, price: { input_tokens: 10 } }
              - { source: page, mode: batch, price: { input_tokens: 5 } }
          - id: cheap
            kind: chat
            prices: [{ source: page, price: { input_tokens: 1 } }]
        """;

    private static readonly UsageEvent Used = TestBooks.Event("dear", new Measurement(Meters.InputTokens, 1_000_000));

    [Theory]
    [InlineData(null, null, "10")]
    [InlineData("cheap", null, "1")]
    [InlineData(null, Mode.Batch, "5")]
    public void Rate_InsteadOfModelOrMode_CostsWhatThatCosts(string? model, Mode? mode, string cost) =>
        DecimalText.Of(Rate(new UsageSubstitution([], model, mode), Used)).ShouldBe(cost);

    [Theory]
    [InlineData("model=dear", "1")]
    [InlineData("model=other", "10")]
    [InlineData("model=dear,tenant=none", "10")]
    public void Rate_WithFilters_ReplacesOnlyWhatAllOfThemAskFor(string filters, string cost) =>
        DecimalText
            .Of(Rate(new UsageSubstitution(UsageFilterText.Parse([filters]), "cheap", null), Used))
            .ShouldBe(cost);

    [Fact]
    public void Of_AnotherModel_IsOfWhateverProviderHasIt()
    {
        new UsageSubstitution([], "cheap", null).Of(Used, "acme").Provider.ShouldBeNull();
        new UsageSubstitution([], null, Mode.Batch).Of(Used, "acme").Provider.ShouldBe("acme");
    }

    /// <summary>The provider that filters look at is the one whose book knows the model, not what the event calls it.</summary>
    [Fact]
    public void Rate_FilterByProvider_AsksForTheBooks()
    {
        var substitution = new UsageSubstitution(UsageFilterText.Parse(["provider=acme"]), "cheap", null);

        Rate(substitution, Used with { Provider = null }).ShouldBe(1);
    }

    private static decimal Rate(UsageSubstitution substitution, UsageEvent usageEvent) =>
        new Rater(TestBooks.RaterOf(Book).Catalog, substitution).Rate(usageEvent).ListCost;
}
