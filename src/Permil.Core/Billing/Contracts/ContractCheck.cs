using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>
/// Looks at a contract that can be read beside the price books it is for: rules about nothing, rates above list, rules that
/// an earlier one leaves nothing to, rules that are about the same thing twice. Rules that were withdrawn are not looked at.
/// </summary>
public static class ContractCheck
{
    /// <summary>Reads a contract and checks it; what cannot be read is the one finding.</summary>
    public static IReadOnlyList<PriceFinding> Check(TextReader text, string file, PriceCatalog catalog)
    {
        try
        {
            return Check(ContractYaml.Read(text, file), catalog);
        }
        catch (YamlFormatException exception)
        {
            return [new PriceFinding(IsFault: true, file, exception.Line, exception.Problem)];
        }
    }

    public static IReadOnlyList<PriceFinding> Check(Contract contract, PriceCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(catalog);
        var standing = contract.AsKnownOn(null);
        var charges = PossibleCharge.Of(catalog);
        return
        [
            .. Currency(contract, catalog)
                .Concat(RulesAboutNothing.In(standing, charges, catalog))
                .Concat(RatesAboveList.In(standing, charges))
                .Concat(RulesTwice.In(standing, charges))
                .OrderBy(finding => finding.Line),
        ];
    }

    /// <summary>Of the meters that a rule's numbers are about; <see langword="null"/> where money is all it is about.</summary>
    internal static string? UnitOf(ContractRule rule) =>
        rule switch
        {
            RateOverride rate => rate.Unit,
            QuantityCommitment commitment => commitment.Unit,
            VolumeDiscount discount => discount.Unit,
            _ => null,
        };

    internal static PriceFinding Remark(Contract contract, ContractRule rule, string message) =>
        new(IsFault: false, contract.File, rule.Line, $"{rule.Id}: {message}");

    private static IEnumerable<PriceFinding> Currency(Contract contract, PriceCatalog catalog) =>
        contract.Currency == catalog.Currency
            ? []
            :
            [
                new PriceFinding(
                    IsFault: true,
                    contract.File,
                    1,
                    $"the contract is in {contract.Currency}, the price books are in {catalog.Currency}"
                ),
            ];
}
