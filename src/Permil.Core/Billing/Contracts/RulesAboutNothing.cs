using Permil.Pricing;

namespace Permil.Billing.Contracts;

/// <summary>Finds rules and credits that no price of the books is for: a name written wrong, or a time without prices.</summary>
internal static class RulesAboutNothing
{
    public static IEnumerable<PriceFinding> In(
        Contract contract,
        IReadOnlyList<PossibleCharge> charges,
        PriceCatalog catalog
    )
    {
        foreach (var rule in contract.Rules)
        {
            var unit = ContractCheck.UnitOf(rule);
            var meant = charges.Where(charge => charge.CanBeFor(rule.For, unit)).ToList();
            if (meant.Count == 0)
            {
                yield return new PriceFinding(
                    IsFault: true,
                    contract.File,
                    rule.Line,
                    $"{rule.Id}: no price of the books is what 'for' says"
                );
            }
            else if (!meant.Exists(charge => charge.Price.Period.Overlaps(rule.Period)))
            {
                yield return ContractCheck.Remark(
                    contract,
                    rule,
                    $"what 'for' says has prices, but none in force {rule.Period}"
                );
            }
            else if (UnknownModels(rule.For, catalog) is { Count: > 0 } unknown)
            {
                yield return ContractCheck.Remark(contract, rule, Unknown(unknown));
            }
        }

        foreach (var credit in contract.Credits.Where(credit => credit.Pays is not null))
        {
            if (!charges.Any(charge => charge.CanBeFor(credit.Pays!, null)))
            {
                yield return new PriceFinding(
                    IsFault: true,
                    contract.File,
                    1,
                    $"{credit.Id}: no price of the books is what 'pays' says"
                );
            }
            else if (UnknownModels(credit.Pays!, catalog) is { Count: > 0 } unknown)
            {
                yield return new PriceFinding(IsFault: false, contract.File, 1, $"{credit.Id}: {Unknown(unknown)}");
            }
        }
    }

    /// <summary>Models that no book has may be priced by size or by the hour: they are no fault.</summary>
    private static List<string> UnknownModels(ChargeMatch match, PriceCatalog catalog)
    {
        var names = catalog
            .Books.SelectMany(book => book.Models)
            .SelectMany(model => (IEnumerable<string>)[model.Id, .. model.Aliases])
            .ToList();
        return
        [
            .. match.Models.Where(pattern =>
                !names.Exists(name => new ChargeMatch { Models = [pattern] }.FitsName(name))
            ),
        ];
    }

    private static string Unknown(List<string> names) =>
        $"no price book has a model {string.Join(" or ", names.Select(name => $"'{name}'"))}";
}
