using Permil.Billing.Invoices;
using Permil.Storage.Access;
using Permil.Storage.Reports;

namespace Permil.Cli.Input;

/// <summary>What the accounts of a data folder are billed by as the files are now, each read once.</summary>
/// <param name="folder">The data folder: contracts, the account book, allocation rules.</param>
/// <param name="priceBooks">Price books beside the shipped ones.</param>
/// <param name="allocation">Allocation rules in place of those of the folder.</param>
/// <param name="asKnownAt">The day of knowledge.</param>
internal sealed class AccountTerms(string folder, string[]? priceBooks, string? allocation, DateOnly? asKnownAt)
{
    private readonly Dictionary<string, BillingTerms> _known = new(StringComparer.Ordinal);

    public BillingTerms Of(string account)
    {
        if (!_known.TryGetValue(account, out var terms))
        {
            terms = TermsFiles.Read(folder, account, priceBooks, allocation, asKnownAt);
            _known.Add(account, terms);
        }

        return terms;
    }

    /// <summary>For reports: whoever has a contract or a credit is billed by more than list prices.</summary>
    public ReportTerms ForReports() =>
        new(
            Of,
            [
                .. ContractFiles
                    .ReadAll(folder)
                    .Select(file => file.Contract.Account)
                    .Concat(AccountBookFile.Read(folder).Credits.Select(credit => credit.Account))
                    .Distinct(StringComparer.Ordinal),
            ]
        );
}
