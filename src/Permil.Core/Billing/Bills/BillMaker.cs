using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Billing.Bills;

/// <summary>
/// Makes a month's bill of charges, contract and credits: commitments, volume discounts, minimums, credits, tax, in this
/// order. Nothing is rounded but shares of what does not divide, to 12 decimals.
/// </summary>
public sealed class BillMaker
{
    private readonly BillingTerms _terms;
    private readonly BillingMonth _month;
    private readonly UsedElsewhere _elsewhere;
    private readonly List<BillEntry> _entries;
    private readonly List<BillLine> _others = [];

    private BillMaker(BillingTerms terms, BillingMonth month, ChargeSheet sheet, UsedElsewhere elsewhere)
    {
        _terms = terms;
        _month = month;
        _elsewhere = elsewhere;
        _entries = [.. EntriesOf(sheet)];
    }

    private Contract Contract => _terms.Contract;

    /// <summary>What a bill has to ask of usage.</summary>
    public static ChargeQuestion QuestionOf(
        BillingTerms terms,
        string account,
        BillingMonth month,
        long? throughSequence
    ) =>
        new()
        {
            Account = account,
            Month = month,
            ThroughSequence = throughSequence,
            OwnerKeys = [GroupKey.Parse("subAccount")!],
            Cuts =
            [
                .. terms
                    .Credits.SelectMany(credit => new[] { credit.GrantedAt, credit.ExpiresAt })
                    .OfType<DateTimeOffset>()
                    .Concat(terms.Contract.Boundaries)
                    .Where(instant => instant > month.Start && instant < month.End)
                    .Distinct()
                    .Order(),
            ],
            ByHour = UsageInOrder.Of(terms, month),
        };

    /// <summary>Makes the bill.</summary>
    /// <param name="terms">Contract and credits.</param>
    /// <param name="account">The billing account.</param>
    /// <param name="month">The month.</param>
    /// <param name="sheet">The answer to <see cref="QuestionOf"/>.</param>
    /// <param name="elsewhere">What other months have used of credits and commitments.</param>
    public static Bill Make(
        BillingTerms terms,
        string account,
        BillingMonth month,
        ChargeSheet sheet,
        UsedElsewhere elsewhere
    )
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(sheet);
        var maker = new BillMaker(terms, month, sheet, elsewhere);
        maker.Run();
        var sums = new BillLineSums();
        foreach (var line in maker._entries.Select(entry => entry.Line).Concat(maker._others))
        {
            sums.Add(line);
        }

        return new Bill(account, month, sums.Lines, sheet.Unpriced, sheet.UnsettledEvents);
    }

    /// <summary>Usage on its way through the bill, at whatever grain the sheet has it: what lines are the sums of.</summary>
    internal static IEnumerable<BillEntry> Entries(
        BillingTerms terms,
        BillingMonth month,
        ChargeSheet sheet,
        UsedElsewhere elsewhere
    )
    {
        if (LeavesUsage(terms))
        {
            return EntriesOf(sheet);
        }

        var maker = new BillMaker(terms, month, sheet, elsewhere);
        maker.Run();
        return maker._entries;
    }

    private static IEnumerable<BillEntry> EntriesOf(ChargeSheet sheet) =>
        sheet.Lines.Where(line => line.ConsumedQuantity != 0).Select(line => new BillEntry(line));

    /// <summary>
    /// Whether all usage is billed as it was rated: nothing covers, discounts or pays ahead for any. Then no usage changes
    /// what other usage costs.
    /// </summary>
    internal static bool LeavesUsage(BillingTerms terms) =>
        terms.Contract.Rules.All(rule => rule is RateOverride or PercentOff or MonthlyMinimum or TaxRule)
        && terms.Credits.All(credit => credit.Kind != CreditKind.Prepaid);

    private void Run()
    {
        var reserved = InForce<QuantityCommitment>();
        foreach (var commitment in reserved)
        {
            _others.AddRange(QuantityCover.Apply(commitment, _month, _entries, _elsewhere));
        }

        reserved.ForEach(commitment => QuantityCover.ChargeOverage(commitment, _entries));

        GiveVolumeDiscounts();
        foreach (var commitment in InForce<SpendCommitment>())
        {
            _others.AddRange(SpendCover.Apply(commitment, _month, _entries, _elsewhere));
        }

        _others.AddRange([.. AtStart<MonthlyMinimum>().Select(TrueUp)]);
        _others.AddRange(CreditUse.Apply(_terms.Credits, _entries, _elsewhere));

        // All are worked out before one is added: no tax is on another.
        _others.AddRange([.. AtEnd<TaxRule>().Select(Tax)]);
    }

    /// <summary>Each entry earns the first discount that is about it.</summary>
    private void GiveVolumeDiscounts()
    {
        var left = _entries.Where(entry => entry.IsFree).ToList();
        foreach (var discount in InForce<VolumeDiscount>())
        {
            var earning = left.Where(entry => entry.IsOf(discount)).ToList();
            VolumeSpread.Apply(discount, earning);
            left = left.Except(earning).ToList();
        }
    }

    /// <summary>What is missing of a minimum; lines of 0 are on no bill.</summary>
    private BillLine TrueUp(MonthlyMinimum minimum)
    {
        var cost = _entries
            .Where(entry => entry.IsAbout(minimum.For))
            .Select(entry => entry.EffectiveCost)
            .Concat(minimum.For.IsEverything ? _others.Select(line => line.EffectiveCost) : [])
            .Aggregate(0m, Exact.Add);
        var missing = Math.Max(0, Exact.Add(minimum.Amount, -cost));
        return new()
        {
            Key = new BillLineKey { Category = ChargeCategory.Adjustment, Rule = minimum.Id },
            ListCost = missing,
            ContractedCost = missing,
            EffectiveCost = missing,
            BilledCost = missing,
        };
    }

    private BillLine Tax(TaxRule tax)
    {
        var lines = _entries.Select(entry => entry.Line).Concat(_others).ToList();
        return new()
        {
            Key = new BillLineKey { Category = ChargeCategory.Tax, Rule = tax.Id },
            ListCost = Of(line => line.ListCost),
            ContractedCost = Of(line => line.ContractedCost),
            EffectiveCost = Of(line => line.EffectiveCost),
            BilledCost = Of(line => line.BilledCost),
        };

        decimal Of(Func<BillLine, decimal> cost) =>
            Exact.MultiplyDivideToQuantity(
                lines.Aggregate(0m, (sum, line) => Exact.Add(sum, cost(line))),
                tax.Percent,
                100
            );
    }

    private List<T> InForce<T>()
        where T : ContractRule =>
        [.. Contract.Of<T>().Where(rule => rule.Period.Overlaps(new(_month.Start, _month.End)))];

    /// <summary>A minimum is for whole months: that which is in force when the month begins.</summary>
    private IEnumerable<T> AtStart<T>()
        where T : ContractRule => Contract.Of<T>().Where(rule => rule.Period.Contains(_month.Start));

    /// <summary>A bill falls due at the end of its month: the tax of that day.</summary>
    private IEnumerable<T> AtEnd<T>()
        where T : ContractRule => Contract.Of<T>().Where(rule => rule.Period.Contains(_month.End.AddTicks(-1)));
}
