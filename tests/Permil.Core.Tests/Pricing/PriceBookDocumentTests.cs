using Permil.Usage;
using Permil.Yaml;

namespace Permil.Pricing;

/// <summary><c>docs/price-books.md</c> says what the reader does.</summary>
public sealed class PriceBookDocumentTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "price-books.md"));

    private static readonly DateTimeOffset March = new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Example_IsAPriceBook()
    {
        var book = ReadExample();

        book.Provider.ShouldBe("acme");
        book.Models.Count.ShouldBe(2);
        book.Prices.Count.ShouldBe(18);
        book.Prices.SelectMany(price => price.Conflicts).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("acme/Big-1", Mode.Serverless, "0.6", 1)]
    [InlineData("big-1-0301", Mode.Serverless, "0.6", 1)]
    [InlineData("acme/Big-1-2026-03-01", Mode.Batch, "0.6", 0.5)]
    public void Example_IsPricedAsThePageSays(string model, Mode mode, string amount, double factor)
    {
        var answer = new PriceCatalog([ReadExample()]).Find(
            new PriceQuery(
                "acme",
                model,
                mode,
                Meters.InputTokens,
                new Dictionary<string, string>(StringComparer.Ordinal),
                March
            )
        );

        answer.Amounts!.Shape.ShouldBe(
            new PriceShape.Unit(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture))
        );
        answer.Factor.ShouldBe((decimal)factor);
    }

    /// <summary>Each text has one key that is not known where it stands; the complaint lists the ones that are.</summary>
    [Theory]
    [InlineData("unknown: 1")]
    [InlineData("provider: a\nsources: {s: {unknown: 1}}")]
    [InlineData("provider: a\nmeters: {m: {unknown: 1}}")]
    [InlineData("provider: a\nmodels: [{unknown: 1}]")]
    [InlineData("provider: a\nclasses: [{unknown: 1}]")]
    [InlineData("provider: a\nprices: [{unknown: 1}]")]
    public void Page_NamesEveryKey(string text)
    {
        var message = Should.Throw<YamlFormatException>(() => PriceBookYaml.Read(new StringReader(text), "a")).Message;
        message.ShouldContain("unknown key 'unknown'");

        var keys = message[(message.IndexOf("allowed: ", StringComparison.Ordinal) + 9)..].Split(", ");

        keys.Where(key =>
                !Page.Contains($"`{key}`", StringComparison.Ordinal)
                && !Page.Contains($"{key}:", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    private static PriceBook ReadExample()
    {
        const string Fence = "```yaml\n";
        var start = Page.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        var end = Page.IndexOf("```", start, StringComparison.Ordinal);
        return PriceBookYaml.Read(new StringReader(Page[start..end]), "docs/price-books.md");
    }
}
