using System.CommandLine;
using Permil.Billing.Invoices;
using Permil.Cli.Input;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.Access;
using Permil.Storage.DuckDb;
using Permil.Storage.Focus;

namespace Permil.Cli.Commands;

/// <summary>Options that say what FOCUS rows are made of.</summary>
internal sealed class FocusOptions
{
    private readonly Option<string?> _data = CommonOptions.Data();
    private readonly Option<string[]> _accounts = new("--account")
    {
        Description = "Only this billing account (repeatable); empty for usage that is of none",
        HelpName = "ACCOUNT",
    };

    private readonly Option<FocusGranularity?> _granularity = NameOption.Create<FocusGranularity>(
        "--granularity",
        "How long the charge period of a row of usage is: day (the default) or hour"
    );

    private readonly Option<FocusVersion> _version = new("--focus-version")
    {
        Description = "The version of the specification; without it 1.3",
        HelpName = string.Join('|', FocusColumns.VersionNames),
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (FocusColumns.TryParseVersion(text, out var version))
            {
                return version;
            }

            result.AddError(
                $"--focus-version: found '{text}', allowed: {string.Join(", ", FocusColumns.VersionNames)}"
            );
            return default;
        },
    };

    private readonly Option<string?> _allocation = CommonOptions.Allocation();
    private readonly Option<string[]> _priceBooks = CommonOptions.PriceBooks();
    private readonly Option<DateOnly?> _asKnownAt = CommonOptions.AsKnownAt();

    public void AddTo(Command command)
    {
        command.Options.Add(_accounts);
        command.Options.Add(_granularity);
        command.Options.Add(_version);
        AddPricesTo(command);
    }

    /// <summary>Only those that say where usage is and how it is priced.</summary>
    public void AddPricesTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_allocation);
        command.Options.Add(_priceBooks);
        command.Options.Add(_asKnownAt);
    }

    public string FolderOf(ParseResult result) => StoreFolder.Find(result.GetValue(_data));

    public FocusVersion VersionOf(ParseResult result) => result.GetValue(_version);

    public FocusGranularity GranularityOf(ParseResult result) => result.GetValue(_granularity) ?? FocusGranularity.Day;

    public IReadOnlyList<string>? AccountsOf(ParseResult result) =>
        result.GetValue(_accounts) is { Length: > 0 } accounts ? accounts : null;

    public FocusExport ExportOf(ParseResult result, UsageStore store) =>
        new(store, TermsOf(result), KnownAccounts(result));

    /// <summary>Finds what of an earlier export has changed.</summary>
    public FocusChanges ChangesOf(ParseResult result, UsageStore store) =>
        new(store, TermsOf(result), KnownAccounts(result));

    private List<string> KnownAccounts(ParseResult result)
    {
        var folder = FolderOf(result);
        return
        [
            .. AccountBookFile
                .Read(folder)
                .Accounts.Select(account => account.Id)
                .Concat(ContractFiles.ReadAll(folder).Select(file => file.Contract.Account))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private Func<string, BillingTerms> TermsOf(ParseResult result)
    {
        var folder = FolderOf(result);
        return new AccountTerms(
            folder,
            result.GetValue(_priceBooks),
            result.GetValue(_allocation),
            result.GetValue(_asKnownAt)
        ).Of;
    }
}
