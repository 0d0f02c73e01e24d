using System.Globalization;
using Permil.Billing.Contracts;

namespace Permil.Cli.Output;

/// <summary>Prints one contract, a rule a line.</summary>
internal static class ContractOutput
{
    public static void Print(Contract contract, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonAnswer.Print(isIndented: true, json => ContractJson.Write(json, contract));
                break;
            case OutputFormat.Csv:
                RowsOf(contract).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(contract).PrintMarkdown(Console.Out);
                break;
            default:
                PrintText(contract);
                break;
        }
    }

    private static void PrintText(Contract contract)
    {
        Console.WriteLine(
            $"Contract {contract.Id} with {contract.Account}, in {contract.Currency}, payment within {Counted.Of(contract.PaymentDays, "day")}"
        );
        Console.WriteLine($"Issuer {contract.Issuer.Id}: {Lines(contract.Issuer.Party)}");
        if (contract.Customer is { } customer)
        {
            Console.WriteLine($"Customer: {Lines(customer)}");
        }

        var rows = RowsOf(contract, isForPeople: true);
        if (rows.Count > 0)
        {
            rows.WithoutEmptyColumns().PrintTable(Screen.Create());
        }
        else
        {
            Console.WriteLine("No rules: list prices");
        }
    }

    private static string Lines(Party party) =>
        string.Join(
            ", ",
            ((string?[])[party.Name, .. party.Address, party.TaxId, party.Email]).Where(line => line is not null)
        );

    /// <param name="contract">The contract.</param>
    /// <param name="isForPeople">Without what the terms say anyway: a screen has little room.</param>
    private static Rows RowsOf(Contract contract, bool isForPeople = false)
    {
        var rows = new Rows([
            new("rule", "rule"),
            .. isForPeople ? (Rows.Column[])[] : [new("name", "name"), new("kind", "kind")],
            new("terms", "terms", CanWrap: true),
            new("for", "for", CanWrap: true, CanDrop: true),
            new("from", "from", CanDrop: true),
            new("until", "until", CanDrop: true),
            new("agreed", "agreed", CanDrop: true),
            new("withdrawn", "withdrawn", CanDrop: true),
        ]);
        foreach (var rule in contract.Rules)
        {
            rows.Add([
                rule.Id,
                .. isForPeople ? (string?[])[] : [rule.Name, RuleText.Kind(rule)],
                RuleText.Of(rule),
                RuleText.For(rule.For),
                Instant(rule.Period.From),
                Instant(rule.Period.Until),
                Day(rule.Agreed),
                Day(rule.Withdrawn),
            ]);
        }

        foreach (var credit in contract.Credits)
        {
            rows.Add([
                credit.Id,
                .. isForPeople ? (string?[])[] : [credit.Note ?? "", "credits"],
                RuleText.Of(credit),
                RuleText.For(credit.Pays),
                Instant(credit.GrantedAt),
                Instant(credit.ExpiresAt),
                "",
                "",
            ]);
        }

        return rows;
    }

    private static string Instant(DateTimeOffset? instant) => instant is { } known ? PeriodText.Instant(known) : "";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
