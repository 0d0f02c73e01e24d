using System.Globalization;
using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>What every rule of a contract says, whatever it is.</summary>
internal sealed record RuleHead(
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
    public static RuleHead Read(YamlEntry entry, ContractIds ids, params ReadOnlySpan<string> ownKeys)
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
