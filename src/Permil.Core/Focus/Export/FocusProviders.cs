using Permil.Billing.Contracts;
using Permil.Pricing;

namespace Permil.Focus.Export;

/// <summary>
/// Who is who on the rows of a contract. Without an issuer of its own an account is invoiced by the provider; one that
/// resells is issuer and provider, and the provider of the price book runs and makes what is sold.
/// </summary>
/// <param name="contract">With its issuer.</param>
/// <param name="catalog">Providers.</param>
internal sealed class FocusProviders(Contract contract, PriceCatalog catalog)
{
    private const string Together = "together";

    /// <summary>Source: the published FinOps profile of the provider.</summary>
    private const string TogetherService = "Together AI Cloud";

    private readonly Dictionary<string, FocusParties> _known = new(StringComparer.Ordinal);

    /// <param name="provider">As a price book is named; <see langword="null"/>: what is of no provider.</param>
    public FocusParties Of(string? provider)
    {
        var name = provider ?? Main;
        if (!_known.TryGetValue(name, out var parties))
        {
            var shown = catalog.FindBook(name) is { Name.Length: > 0 } book ? book.Name : name;
            var issuer = contract.Issuer == Issuer.Unnamed ? shown : contract.Issuer.Party.Name;
            var service = string.Equals(name, Together, StringComparison.Ordinal) ? TogetherService : shown;
            _known.Add(name, parties = new(issuer, issuer, shown, shown, service));
        }

        return parties;
    }

    /// <summary>The provider that is used most in an invoice; who sells what belongs to none.</summary>
    public string Main { get; set; } = Together;
}
