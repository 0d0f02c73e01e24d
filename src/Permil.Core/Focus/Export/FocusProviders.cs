using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Pricing;

namespace Permil.Focus.Export;

/// <summary>
/// Who is who on the rows of a document: one issuer for all of them. Without an issuer in its contract an account is invoiced
/// by the provider it is billed most for; one that resells is issuer and provider of all, and the provider of the price book
/// runs and makes what is sold.
/// </summary>
internal sealed class FocusProviders
{
    private const string Together = "together";

    /// <summary>Source: the published FinOps profile of the provider.</summary>
    private const string TogetherService = "Together AI Cloud";

    private readonly Contract _contract;
    private readonly PriceCatalog _catalog;
    private readonly string _main;
    private readonly Dictionary<string, FocusParties> _known = new(StringComparer.Ordinal);

    /// <param name="contract">With its issuer.</param>
    /// <param name="catalog">Providers.</param>
    /// <param name="main">The provider that the account is billed most for; <see langword="null"/>: no document says.</param>
    private FocusProviders(Contract contract, PriceCatalog catalog, string? main)
    {
        _contract = contract;
        _catalog = catalog;
        _main = main ?? AgreedOn() ?? (catalog.Books is [var only] ? only.Provider : Together);
        Issuer = contract.Issuer == Billing.Contracts.Issuer.Unnamed ? ShownAs(_main) : contract.Issuer.Party.Name;
    }

    /// <summary>Those of a document; one without usage is of the provider of the last one that has some.</summary>
    public static FocusProviders Of(FocusDocument document) =>
        new(
            document.Terms.Contract,
            document.Terms.Catalog,
            document
                .Before.Reverse()
                .Prepend(document.Invoice)
                .Select(MostBilled)
                .FirstOrDefault(name => name is not null)
        );

    /// <summary>Who writes the invoice.</summary>
    public string Issuer { get; }

    /// <param name="provider">As a price book is named; <see langword="null"/>: what is of no provider.</param>
    public FocusParties Of(string? provider)
    {
        var name = provider ?? _main;
        if (!_known.TryGetValue(name, out var parties))
        {
            var shown = ShownAs(name);
            var seller = _contract.Issuer == Billing.Contracts.Issuer.Unnamed ? shown : Issuer;
            var service = string.Equals(name, Together, StringComparison.Ordinal) ? TogetherService : shown;
            _known.Add(name, parties = new(Issuer, seller, shown, shown, service));
        }

        return parties;
    }

    /// <summary>
    /// A commitment is sold as the same in every month, whatever is used in it: as the service of the only provider that it is
    /// for, else as what it is.
    /// </summary>
    public FocusParties Of(Commitment commitment) =>
        ProviderOf(commitment.For) is { } only
            ? Of(only)
            : Of(provider: null) with
            {
                Service = FocusCommitments.TypeOf(commitment),
            };

    private string ShownAs(string provider) =>
        _catalog.FindBook(provider) is { Name.Length: > 0 } book ? book.Name : provider;

    /// <summary>The only provider that rules of the contract name.</summary>
    private string? AgreedOn() => Only(_contract.Rules.Select(rule => ProviderOf(rule.For)).OfType<string>());

    /// <summary>The only provider that sells what a rule is for.</summary>
    private string? ProviderOf(ChargeMatch match) =>
        Only(
            _catalog
                .Prices.Where(price => match.Takes(price, price.Model?.Id ?? "", price.Mode, price.Meter))
                .Select(price => price.Book.Provider)
        );

    private static string? Only(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] ? only : null;

    private static string? MostBilled(Invoice invoice) =>
        invoice
            .Lines.Where(line => line.Line.Key.Provider is not null)
            .GroupBy(line => line.Line.Key.Provider, StringComparer.Ordinal)
            .OrderByDescending(lines => lines.Sum(line => Math.Abs(line.Line.ListCost)))
            .ThenBy(lines => lines.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key;
}
