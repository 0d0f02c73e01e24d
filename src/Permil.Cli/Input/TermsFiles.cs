using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Storage.Access;

namespace Permil.Cli.Input;

/// <summary>The files that an account is billed by, as they are now.</summary>
internal static class TermsFiles
{
    /// <param name="folder">The data folder: contracts, the account book, allocation rules.</param>
    /// <param name="account">The billing account.</param>
    /// <param name="priceBooks">Price books beside the shipped ones.</param>
    /// <param name="allocation">Allocation rules in place of those of the folder.</param>
    /// <param name="asKnownAt">The day of knowledge.</param>
    public static BillingTerms Read(
        string folder,
        string account,
        string[]? priceBooks,
        string? allocation,
        DateOnly? asKnownAt
    ) => BillingTerms.Of(account, [.. Texts(folder, account, priceBooks ?? [], allocation)], asKnownAt);

    /// <summary>Whether the account book or a contract names an account.</summary>
    public static bool IsKnown(string folder, string account) =>
        ContractFiles.Find(folder, account) is not null
        || AccountBookFile.Read(folder).Accounts.Any(known => known.Id == account);

    /// <summary>Files by their names alone: an invoice keeps them, and folders say nothing elsewhere.</summary>
    private static IEnumerable<TermsText> Texts(string folder, string account, string[] priceBooks, string? allocation)
    {
        foreach (var shipped in ShippedPriceBooks.Files())
        {
            using var text = ShippedPriceBooks.Open(shipped);
            yield return new TermsText(TermsKind.PriceBook, shipped, text.ReadToEnd());
        }

        foreach (var file in priceBooks)
        {
            yield return new TermsText(TermsKind.PriceBook, Path.GetFileName(file), File.ReadAllText(file));
        }

        if (ContractFiles.Find(folder, account) is { } contract)
        {
            yield return new TermsText(TermsKind.Contract, contract.Name, contract.Text);
        }

        var rules = allocation ?? Path.Combine(folder, StoreFolder.AllocationName);
        if (allocation is not null || File.Exists(rules))
        {
            yield return new TermsText(TermsKind.Allocation, Path.GetFileName(rules), File.ReadAllText(rules));
        }

        var credits = AccountBookFile.Read(folder).Credits.Where(credit => credit.Account == account).ToList();
        if (credits.Count > 0)
        {
            yield return new TermsText(TermsKind.Credits, AccountBookFile.Name, CreditsJson.Write(credits));
        }
    }
}
