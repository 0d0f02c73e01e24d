using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Contracts;
using Permil.Billing.Invoices;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Focus.Export;

/// <summary>
/// Reads the usage of a document's month at the grain of rows: all at once, or, where there is much of it and no usage
/// changes what other usage costs, a few days after another.
/// </summary>
/// <param name="source">Usage.</param>
/// <param name="document">What bills it.</param>
/// <param name="question">What is asked.</param>
internal sealed class FocusUsageReading(IChargeSource source, FocusDocument document, FocusQuestion question)
{
    private static readonly GroupKey[] OwnerKeys =
    [
        new("subAccount", GroupDimension.SubAccount),
        new("feature", GroupDimension.Feature),
        new("environment", GroupDimension.Environment),
        GroupKey.AllTags,
    ];

    private readonly UsedElsewhere _elsewhere = UsedElsewhere.Than(
        document.Invoice.Month,
        document.Before.SelectMany(other => other.Lines).Concat(document.Invoice.Lines.Where(line => line.IsCorrection))
    );

    /// <summary>The usage of the document's month with the lines that it is in, in an order that follows from it.</summary>
    /// <param name="told">Lines that are told by it are added.</param>
    public IEnumerable<(InvoiceLine Line, FocusUsage Usage)> Usage(ISet<InvoiceLine> told)
    {
        List<InvoiceLine> own = document.IsNote ? [] : [.. document.Invoice.Lines.Where(IsOwnUsage)];
        var stretches = Stretches(own);
        foreach (var stretch in stretches)
        {
            var lines = Read(stretch);
            var rows = own.Select(line =>
                    (Line: line, Usage: stretches.Count == 1 ? lines.FittedTo(line.Line) : lines.Of(line.Line))
                )
                .Where(line => line.Usage.Count > 0)
                .ToList();
            told.UnionWith(rows.Select(line => line.Line));
            if (stretches.Count == 1)
            {
                Pay([.. rows.SelectMany(line => line.Usage)], told);
            }

            foreach (var (line, usage) in rows)
            {
                foreach (var row in usage)
                {
                    yield return (line, row);
                }
            }
        }
    }

    private static bool IsOwnUsage(InvoiceLine line) =>
        !line.IsCorrection
        && line.Line.Key is { Category: ChargeCategory.Usage, Commitment: not CommitmentStatus.Unused };

    /// <summary>Gives what prepaid credits paid to usage, where there is some.</summary>
    private void Pay(IReadOnlyList<FocusUsage> usage, ISet<InvoiceLine> told)
    {
        var paidAhead = document
            .Invoice.Lines.Where(line => !line.IsCorrection && line.Line.Key.CreditKind == CreditKind.Prepaid)
            .ToList();
        var paid = paidAhead.Aggregate(0m, (sum, line) => Exact.Add(sum, -line.Line.BilledCost));
        if (paid == 0 || FocusUsageLines.Pay(usage, paid))
        {
            told.UnionWith(paidAhead);
        }
    }

    /// <summary>The parts in which the month is read, one after another; a single one is the month.</summary>
    private List<(DateTimeOffset From, DateTimeOffset Until)> Stretches(List<InvoiceLine> own)
    {
        var month = document.Invoice.Month;
        var uses = own.Sum(line => line.Line.Events);
        if (uses <= question.MostUses || !CanBeParted(own))
        {
            return [(month.Start, month.End)];
        }

        var days = (month.End - month.Start).Days;
        var length = (int)Math.Max(1, days * question.MostUses / uses);
        return
        [
            .. Enumerable
                .Range(0, (days + length - 1) / length)
                .Select(part =>
                    (month.Start.AddDays(part * length), month.Start.AddDays(Math.Min(days, (part + 1) * length)))
                ),
        ];
    }

    private FocusUsageLines Read((DateTimeOffset From, DateTimeOffset Until) stretch)
    {
        if (document.IsNote)
        {
            return new([], question.Granularity);
        }

        var asked = Asked;
        var days = (asked.Month.End - asked.Month.Start).Days;
        var finer = asked with
        {
            From = stretch.From,
            Until = stretch.Until,
            CountsEvents = false,
            OwnerKeys = OwnerKeys,
            Cuts =
            [
                .. asked
                    .Cuts.Concat(Enumerable.Range(0, days).Select(day => asked.Month.Start.AddDays(day)))
                    .Distinct()
                    .Order(),
            ],
            ByHour = question.Granularity == FocusGranularity.Hour ? [ChargeMatch.Everything] : asked.ByHour,
        };
        var sheet = source.Rate(document.Terms, finer);
        return new(BillMaker.Entries(document.Terms, asked.Month, sheet, _elsewhere), question.Granularity);
    }

    /// <summary>What the document's bill asks of usage.</summary>
    private ChargeQuestion Asked =>
        BillMaker.QuestionOf(
            document.Terms,
            question.Account,
            document.Invoice.Month,
            document.Invoice.Terms.ThroughSequence
        );

    /// <summary>Whether the rows of parts of the month add up to its lines as they are.</summary>
    private bool CanBeParted(IReadOnlyCollection<InvoiceLine> own) =>
        BillMaker.LeavesUsage(document.Terms)
        && !document.Terms.Rules.SplitByUsage
        && !document.Invoice.Lines.Any(line => line.Line.Key.CreditKind == CreditKind.Prepaid)
        && own.All(line => IsPlain(line.Line.Key))
        && (document.Invoice.Number is null || IsAsInvoiced(own));

    /// <summary>Neither tiers of a month nor quantities that are rounded for it.</summary>
    private static bool IsPlain(BillLineKey key) =>
        key is { ListUnitPrice: not null, ContractedUnitPrice: not null, Meter: { } name, PricingUnit: { } unit }
        && Meters.TryFind(name, out var meter)
        && PriceUnit.Parse(unit, meter) is { } parsed
        && Exact.Ends(parsed.UnitsPerMeterUnit, parsed.Per);

    /// <summary>An invoice is right even where today's program would make another.</summary>
    private bool IsAsInvoiced(IEnumerable<InvoiceLine> own)
    {
        var month = document.Invoice.Month;
        var sheet = source.Rate(document.Terms, Asked);
        return BillMaker
            .Make(document.Terms, question.Account, month, sheet, _elsewhere)
            .Lines.Where(line => line.Key.Category == ChargeCategory.Usage)
            .ToHashSet()
            .SetEquals(own.Select(line => line.Line));
    }
}
