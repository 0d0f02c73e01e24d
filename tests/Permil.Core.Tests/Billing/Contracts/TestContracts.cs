using Permil.Pricing;
using Permil.Usage;

namespace Permil.Billing.Contracts;

/// <summary>Small contracts written in a test.</summary>
internal static class TestContracts
{
    /// <summary>Reads a contract <c>c1</c> of account <c>acme</c> in USD; the text begins on line 4.</summary>
    public static Contract Read(string body) => ReadText($"contract: c1\naccount: acme\ncurrency: USD\n{body}");

    public static Contract ReadText(string text)
    {
        using var reader = new StringReader(text);
        return ContractYaml.Read(reader, "c1.yaml");
    }

    /// <summary>The contracted price of a meter of model <c>m</c>, beside what the book of <see cref="TestBooks"/> says.</summary>
    public static (PriceAnswer List, PriceAnswer Contracted) Prices(
        PriceCatalog catalog,
        Contract contract,
        Meter meter,
        Mode mode = Mode.Serverless,
        DateTimeOffset? time = null
    )
    {
        var query = new PriceQuery(
            "acme",
            "m",
            mode,
            meter,
            new Dictionary<string, string>(StringComparer.Ordinal),
            time ?? TestBooks.Noon
        );
        var list = catalog.Find(query);
        list.Reason.ShouldBeNull();
        return (list, new ContractRates(contract).Of(list, query));
    }
}
