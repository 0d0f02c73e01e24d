using Permil.Rating;

namespace Permil.Billing.Bills;

/// <summary>Lets credits pay for billed usage, in the order of time.</summary>
internal static class CreditUse
{
    /// <param name="credits">Of the account.</param>
    /// <param name="entries">The month's usage.</param>
    /// <param name="elsewhere">What other months have used.</param>
    public static IEnumerable<BillLine> Apply(
        IEnumerable<Credit> credits,
        IEnumerable<BillEntry> entries,
        UsedElsewhere elsewhere
    )
    {
        var inOrder = new CreditTimeline(credits).Credits;
        if (inOrder.Count == 0)
        {
            return [];
        }

        // One whose amount was lowered since may have paid more than it is now.
        var left = inOrder
            .Select(credit => Math.Max(0, Exact.Add(credit.Amount, -elsewhere.OfCredit(credit.Id))))
            .ToArray();
        var used = new decimal[left.Length];
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.Key, BillLineOrder.Instance))
        {
            var unpaid = entry.BilledCost;
            for (var i = 0; i < used.Length && unpaid > 0; i++)
            {
                if (inOrder[i].CanPayAt(entry.Start) && (inOrder[i].Pays is not { } pays || entry.IsAbout(pays)))
                {
                    var paid = Math.Min(unpaid, left[i]);
                    left[i] = Exact.Add(left[i], -paid);
                    used[i] = Exact.Add(used[i], paid);
                    unpaid = Exact.Add(unpaid, -paid);
                    if (inOrder[i].Kind == CreditKind.Prepaid)
                    {
                        entry.PaidAhead = Exact.Add(entry.PaidAhead, paid);
                    }
                }
            }
        }

        return inOrder.Zip(used, Line);
    }

    private static BillLine Line(Credit credit, decimal paid)
    {
        // What was paid for before is a payment: it makes usage no cheaper.
        var discount = credit.Kind == CreditKind.Prepaid ? 0 : -paid;
        return new()
        {
            Key = new BillLineKey
            {
                Category = ChargeCategory.Credit,
                Credit = credit.Id,
                CreditKind = credit.Kind,
            },
            ListCost = discount,
            ContractedCost = discount,
            EffectiveCost = discount,
            BilledCost = -paid,
        };
    }
}
