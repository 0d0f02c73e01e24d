using Permil.Billing.Invoices;
using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>What invoices of other months have used of credits and commitments: it is theirs for good.</summary>
public sealed class UsedElsewhere
{
    public static readonly UsedElsewhere Nothing = new([]);

    private readonly Dictionary<string, decimal> _credits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (decimal Quantity, decimal Cost)> _commitments = new(StringComparer.Ordinal);

    private UsedElsewhere(IEnumerable<BillLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Key.Credit is { } credit)
            {
                _credits[credit] = Exact.Add(_credits.GetValueOrDefault(credit), -line.BilledCost);
            }

            if (line.Key is { Rule: { } rule, Commitment: CommitmentStatus.Used })
            {
                var (quantity, cost) = _commitments.GetValueOrDefault(rule);
                _commitments[rule] = (Exact.Add(quantity, line.ConsumedQuantity), Exact.Add(cost, line.EffectiveCost));
            }
        }
    }

    /// <summary>What lines of all months but one have used.</summary>
    public static UsedElsewhere Than(BillingMonth month, IEnumerable<InvoiceLine> lines) =>
        new(lines.Where(line => line.Period != month).Select(line => line.Line));

    /// <summary>What a credit has paid.</summary>
    public decimal OfCredit(string id) => _credits.GetValueOrDefault(id);

    /// <summary>What was used under a commitment, in the unit of its meters, and the effective cost of it.</summary>
    public (decimal Quantity, decimal Cost) OfCommitment(string id) => _commitments.GetValueOrDefault(id);
}
