using Permil.Allocation;
using Permil.Billing.Contracts;
using Permil.Pricing;

namespace Permil.Billing.Invoices;

/// <summary>
/// Everything but usage that a bill follows from, with the texts it was read from: kept with an invoice, they make the same
/// bill years later.
/// </summary>
public sealed class BillingTerms
{
    private BillingTerms(
        IReadOnlyList<TermsText> texts,
        DateOnly? asKnownOn,
        PriceCatalog catalog,
        Contract contract,
        AllocationRules rules,
        IReadOnlyList<Credit> credits
    )
    {
        Texts = texts;
        AsKnownOn = asKnownOn;
        Catalog = catalog;
        Contract = contract;
        Rates = new ContractRates(contract);
        Rules = rules;
        Credits = credits;
    }

    /// <summary>Price books in order of preference, at most one contract, at most one file of allocation rules, the credits.</summary>
    public IReadOnlyList<TermsText> Texts { get; }

    /// <summary>Prices and contract as they were known at the end of a day; <see langword="null"/>: all that the texts say.</summary>
    public DateOnly? AsKnownOn { get; }

    public PriceCatalog Catalog { get; }

    /// <summary>As known on <see cref="AsKnownOn"/>.</summary>
    public Contract Contract { get; }

    public ContractRates Rates { get; }

    public AllocationRules Rules { get; }

    /// <summary>Of the account: those of its contract and those of the account book.</summary>
    public IReadOnlyList<Credit> Credits { get; }

    /// <summary>Reads terms.</summary>
    /// <param name="account">The billing account.</param>
    /// <param name="texts">What they are made of.</param>
    /// <param name="asKnownOn">The day of knowledge.</param>
    /// <exception cref="Yaml.YamlFormatException">A text is not what it should be, or they do not fit each other.</exception>
    public static BillingTerms Of(string account, IReadOnlyList<TermsText> texts, DateOnly? asKnownOn)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var books = texts
            .Where(text => text.Kind == TermsKind.PriceBook)
            .Select(text => PriceBookYaml.Read(new StringReader(text.Text), text.Name))
            .ToList();
        var catalog = new PriceCatalog(books, asKnownOn);
        var contract = texts.FirstOrDefault(text => text.Kind == TermsKind.Contract) is { } contractText
            ? ContractYaml.Read(new StringReader(contractText.Text), contractText.Name).AsKnownOn(asKnownOn)
            : Contract.None(account, catalog.Currency);
        var rules = texts.FirstOrDefault(text => text.Kind == TermsKind.Allocation) is { } rulesText
            ? AllocationRules.Read(new StringReader(rulesText.Text), rulesText.Name)
            : AllocationRules.None;
        var credits = texts.FirstOrDefault(text => text.Kind == TermsKind.Credits) is { } creditsText
            ? CreditsJson.Read(creditsText.Text, creditsText.Name)
            : [];
        return new BillingTerms(texts, asKnownOn, catalog, contract, rules, [.. contract.Credits, .. credits]);
    }
}
