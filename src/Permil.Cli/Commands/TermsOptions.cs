using System.CommandLine;
using System.CommandLine.Parsing;
using Permil.Billing;
using Permil.Billing.Invoices;
using Permil.Cli.Input;

namespace Permil.Cli.Commands;

/// <summary>Options that say which account and month are billed, and by what.</summary>
internal sealed class TermsOptions
{
    private readonly Option<string?> _data = CommonOptions.Data();
    private readonly Option<string> _account = new("--account")
    {
        Description = "The billing account",
        HelpName = "ACCOUNT",
        Required = true,
    };

    private readonly Option<BillingMonth> _month = new("--month")
    {
        Description = "The month, UTC",
        HelpName = "MONTH",
        Required = true,
        CustomParser = Month,
    };

    private readonly Option<string?> _allocation = CommonOptions.Allocation();
    private readonly Option<string[]> _priceBooks = CommonOptions.PriceBooks();
    private readonly Option<DateOnly?> _asKnownAt = CommonOptions.AsKnownAt();

    public void AddTo(Command command)
    {
        command.Options.Add(_account);
        command.Options.Add(_month);
        command.Options.Add(_data);
        command.Options.Add(_allocation);
        command.Options.Add(_priceBooks);
        command.Options.Add(_asKnownAt);
    }

    public string FolderOf(ParseResult result) => StoreFolder.Find(result.GetValue(_data));

    public string AccountOf(ParseResult result) => result.GetValue(_account)!;

    public BillingMonth MonthOf(ParseResult result) => result.GetValue(_month);

    public BillingTerms TermsOf(ParseResult result) =>
        TermsFiles.Read(
            FolderOf(result),
            AccountOf(result),
            result.GetValue(_priceBooks),
            result.GetValue(_allocation),
            result.GetValue(_asKnownAt)
        );

    private static BillingMonth Month(ArgumentResult result)
    {
        try
        {
            return BillingMonth.Parse(result.Tokens.Count > 0 ? result.Tokens[0].Value : "");
        }
        catch (FormatException exception)
        {
            result.AddError($"--month: {exception.Message}");
            return default;
        }
    }
}
