using System.Globalization;
using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>What every rule of a contract says, whatever it is.</summary>
/// <param name="Id">Unique among the rules of its contract known on one day; invoices name it.</param>
/// <param name="Name">For people; the id where nothing else is said.</param>
/// <param name="For">The charges it is about.</param>
/// <param name="Period">When it is in force.</param>
/// <param name="Agreed">The day it was agreed.</param>
/// <param name="Withdrawn">The day it was found to be wrong or was taken back; <see langword="null"/> for rules that stand.</param>
/// <param name="Line">The line of the file that states it, from 1.</param>
public sealed record RuleHead(
    string Id,
    string Name,
    ChargeMatch For,
    PricePeriod Period,
    DateOnly Agreed,
    DateOnly? Withdrawn,
    int Line
)
{
    /// <param name="entry">The rule.</param>
    /// <param name="ids">Of the contract.</param>
    /// <param name="ownKeys">What rules of its kind say beside.</param>
    internal static RuleHead Read(YamlEntry entry, ContractIds ids, params ReadOnlySpan<string> ownKeys)
    {
        entry.AllowOnly(["id", "name", "for", "from", "until", "agreed", "withdrawn", .. ownKeys]);
        var agreed = entry.Required("agreed").Day();
        var withdrawn = entry.Optional("withdrawn");
        if (withdrawn is not null && withdrawn.Day() <= agreed)
        {
            throw withdrawn.Wrong(
                withdrawn.Text(),
                $"a day after {agreed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, when it was agreed"
            );
        }

        var id = ids.Of(entry, agreed, withdrawn?.Day());
        return new RuleHead(
            id,
            entry.Optional("name") is { } name ? ContractText.Line(name) : id,
            entry.Optional("for") is { } match ? ChargeMatchReader.Read(match) : ChargeMatch.Everything,
            ContractText.PeriodOf(entry),
            agreed,
            withdrawn?.Day(),
            entry.Line
        );
    }
}
