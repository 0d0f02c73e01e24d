using Permil.Billing.Bills;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Showback;

/// <summary>Tells an invoice by owner. Pure: nothing is rounded but shares, to 12 decimals, and they add up to the invoice.</summary>
public sealed class ShowbackMaker
{
    private readonly GroupKey _by;
    private readonly Dictionary<BillingMonth, OwnerShares> _shares;
    private readonly List<(int Place, string? Owner, ShowbackLine Line)> _given = [];
    private readonly List<(int Place, InvoiceLine Line)> _shared = [];
    private readonly List<ShowbackLine> _notAllocated = [];

    private ShowbackMaker(GroupKey by, IReadOnlyDictionary<BillingMonth, PeriodCharges> charges)
    {
        _by = by;
        _shares = charges.ToDictionary(period => period.Key, period => new OwnerShares(period.Value));
    }

    /// <summary>Whether lines do not say it themselves: then <see cref="Make"/> needs charges of their months.</summary>
    public static bool NeedsCharges(GroupKey by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return by.Dimension
            is not (
                GroupDimension.SubAccount
                or GroupDimension.Provider
                or GroupDimension.Model
                or GroupDimension.Mode
                or GroupDimension.Meter
                or GroupDimension.Sku
            );
    }

    /// <param name="invoice">Issued or a draft.</param>
    /// <param name="by">What makes an owner.</param>
    /// <param name="shared">Who bears what is nobody's own.</param>
    /// <param name="charges">By month, of each month that a line is of; may be empty where <see cref="NeedsCharges"/> does not hold.</param>
    public static ShowbackStatement Make(
        Invoice invoice,
        GroupKey by,
        SharedCostRule shared,
        IReadOnlyDictionary<BillingMonth, PeriodCharges> charges
    )
    {
        ArgumentNullException.ThrowIfNull(invoice);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(charges);
        var maker = new ShowbackMaker(by, charges);
        for (var place = 0; place < invoice.Lines.Count; place++)
        {
            maker.Give(place, invoice.Lines[place]);
        }

        maker.SplitShared(shared);
        return maker.StatementOf(invoice, shared);
    }

    /// <summary>Gives a line to whom it belongs, or puts it aside.</summary>
    private void Give(int place, InvoiceLine line)
    {
        var key = line.Line.Key;
        if (key.Category == ChargeCategory.Usage && key.Commitment != CommitmentStatus.Unused)
        {
            if (!NeedsCharges(_by))
            {
                Give(place, line, [(OwnerIn(key), 1)], isShared: false);
                return;
            }

            if (_shares.GetValueOrDefault(line.Period)?.Of(key) is { Count: > 0 } owners)
            {
                Give(place, line, owners, isShared: false);
                return;
            }
        }

        _shared.Add((place, line));
    }

    private string? OwnerIn(BillLineKey key) =>
        _by.Dimension switch
        {
            GroupDimension.SubAccount => key.SubAccount,
            GroupDimension.Provider => key.Provider,
            GroupDimension.Model => string.IsNullOrEmpty(key.Model) ? null : key.Model,
            GroupDimension.Mode => key.Mode is { } mode ? ModeName.Of(mode) : null,
            GroupDimension.Meter => key.Meter,
            _ => key.Sku,
        };

    private void Give(int place, InvoiceLine line, IReadOnlyList<(string? Owner, decimal Weight)> owners, bool isShared)
    {
        var parts = ShowbackCosts.Of(line.Line).Split([.. owners.Select(owner => owner.Weight)]);
        for (var i = 0; i < owners.Count; i++)
        {
            _given.Add((place, owners[i].Owner, new ShowbackLine(line, isShared, parts[i])));
        }
    }

    private void SplitShared(SharedCostRule rule)
    {
        var weights = WeightsOf(rule);
        foreach (var (place, line) in _shared)
        {
            if (weights.Count > 0)
            {
                Give(place, line, weights, isShared: true);
            }
            else
            {
                _notAllocated.Add(new ShowbackLine(line, IsShared: true, ShowbackCosts.Of(line.Line)));
            }
        }
    }

    /// <summary>Weights above 0, by name; none: nobody is given anything.</summary>
    private List<(string? Owner, decimal Weight)> WeightsOf(SharedCostRule rule)
    {
        var owners = ByOwner().ToList();
        return rule.Basis switch
        {
            SharedCostBasis.ByCost =>
            [
                .. owners
                    .Select(owner => (owner.Name, Weight: owner.Own.EffectiveCost))
                    .Where(weight => weight.Weight > 0),
            ],
            SharedCostBasis.Even => [.. owners.Select(owner => (owner.Name, 1m))],
            SharedCostBasis.Weights => [.. rule.Weights.Select(weight => (weight.Value, weight.Amount))],
            _ => [],
        };
    }

    private IEnumerable<ShowbackOwner> ByOwner() =>
        _given
            .GroupBy(given => given.Owner, StringComparer.Ordinal)
            .OrderBy(owner => owner.Key is null)
            .ThenBy(owner => owner.Key, StringComparer.Ordinal)
            .Select(owner => new ShowbackOwner(
                owner.Key,
                [.. owner.OrderBy(given => given.Place).Select(given => given.Line)]
            ));

    private ShowbackStatement StatementOf(Invoice invoice, SharedCostRule shared) =>
        new()
        {
            Invoice = invoice,
            By = _by,
            Shared = shared,
            Owners = [.. ByOwner()],
            NotAllocated = _notAllocated,
        };
}
