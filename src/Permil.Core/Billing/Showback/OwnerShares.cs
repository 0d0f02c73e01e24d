using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Rating;

namespace Permil.Billing.Showback;

/// <summary>Whose a line of usage is by the charges of its month: the closest there are.</summary>
internal sealed class OwnerShares
{
    private static readonly Func<ChargeLine, decimal>[] Measures =
    [
        charge => charge.ContractedCost,
        charge => charge.ListCost,
        charge => charge.Events,
    ];

    private readonly List<Dictionary<object, List<Part>>> _byCloseness;

    public OwnerShares(PeriodCharges charges)
    {
        List<Part> parts =
        [
            .. charges.Now.Select(charge => new Part(charge, IsBefore: false)),
            .. charges.Before.Select(charge => new Part(charge, IsBefore: true)),
        ];
        _byCloseness =
        [
            .. Enumerable
                .Range(0, Closeness(new ChargeTraits()).Length)
                .Select(i =>
                    parts
                        .GroupBy(part => Closeness(ChargeTraits.Of(part.Charge.Key))[i])
                        .ToDictionary(same => same.Key, same => same.ToList())
                ),
        ];
    }

    /// <summary>Owners and their weights, above 0, by name; none when no usage of the month is like the line.</summary>
    public IReadOnlyList<(string? Owner, decimal Weight)> Of(BillLineKey key)
    {
        var traits = Closeness(ChargeTraits.Of(key));
        for (var i = 0; i < traits.Length; i++)
        {
            if (_byCloseness[i].TryGetValue(traits[i], out var parts))
            {
                foreach (var measure in Measures)
                {
                    if (Weights(parts, measure) is { Count: > 0 } weights)
                    {
                        return weights;
                    }
                }
            }
        }

        return [];
    }

    /// <summary>
    /// All of a line: what usage of one price is. Then without prices, which overage and a note change, then without the
    /// SKU, and at last whatever the tenant used.
    /// </summary>
    private static object[] Closeness(ChargeTraits traits)
    {
        var noPrice = traits with { PricingUnit = null, ListUnitPrice = null, ContractedUnitPrice = null };
        return
        [
            traits,
            traits with
            {
                ContractedUnitPrice = null,
            },
            noPrice,
            noPrice with
            {
                Sku = null,
            },
            new ChargeTraits { SubAccount = traits.SubAccount },
        ];
    }

    /// <summary>
    /// What has changed where all changes go one way, as they do where there was nothing before; else all there is.
    /// </summary>
    private static List<(string? Owner, decimal Weight)> Weights(List<Part> parts, Func<ChargeLine, decimal> measure)
    {
        var owners = parts
            .GroupBy(part => part.Owner, StringComparer.Ordinal)
            .OrderBy(owner => owner.Key is null)
            .ThenBy(owner => owner.Key, StringComparer.Ordinal)
            .Select(owner => (Owner: owner.Key, Now: Sum(owner, false, measure), Before: Sum(owner, true, measure)))
            .ToList();
        var changes = owners.ConvertAll(owner => (owner.Owner, Weight: Exact.Add(owner.Now, -owner.Before)));
        if (changes.TrueForAll(change => change.Weight >= 0) || changes.TrueForAll(change => change.Weight <= 0))
        {
            var changed = changes.ConvertAll(change => (change.Owner, Math.Abs(change.Weight)));
            if (AboveZero(changed) is { Count: > 0 } weights)
            {
                return weights;
            }
        }

        return AboveZero(owners.ConvertAll(owner => (owner.Owner, owner.Now)));
    }

    private static List<(string? Owner, decimal Weight)> AboveZero(List<(string? Owner, decimal Weight)> weights) =>
        weights.FindAll(weight => weight.Weight > 0);

    private static decimal Sum(IEnumerable<Part> parts, bool isBefore, Func<ChargeLine, decimal> measure) =>
        parts
            .Where(part => part.IsBefore == isBefore)
            .Aggregate(0m, (sum, part) => Exact.Add(sum, measure(part.Charge)));

    private readonly record struct Part(ChargeLine Charge, bool IsBefore)
    {
        /// <summary>Behind the sub-account, which is always first.</summary>
        public string? Owner => Charge.Key.Owner.Values[1];
    }
}
