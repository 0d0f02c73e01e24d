using FsCheck;
using FsCheck.Fluent;
using Permil.Allocation;
using Permil.Billing.Bills;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;
using Permil.Rating;
using static Permil.Billing.Showback.TestInvoices;

namespace Permil.Billing.Showback;

/// <summary>What holds for every invoice, key and rule.</summary>
public sealed class ShowbackPropertyTests
{
    private static readonly SharedCostRule[] Rules =
    [
        SharedCostRule.ByCost,
        SharedCostRule.Even,
        SharedCostRule.None,
        SharedCostRule.Of([new Weight("o-1", 1), new Weight("o-9", 2.5m), new Weight("t-2", 7)]),
    ];

    [Fact]
    public void Make_AnyInvoice_AddsUpToIt_ForEveryRule() =>
        ForAnyInvoice(
            (statement, invoice) =>
                statement.Total == ShowbackCosts.Sum(invoice.Lines.Select(line => ShowbackCosts.Of(line.Line)))
                && statement.Total.BilledCost == invoice.Total
                && invoice.Lines.All(line => ShowbackCosts.Sum(PartsOf(statement, line)) == ShowbackCosts.Of(line.Line))
        );

    [Fact]
    public void Make_SharedByCost_GivesNothingToWhoHasNoUsage() =>
        ForAnyInvoice(
            (statement, _) =>
                statement.Shared.Basis != SharedCostBasis.ByCost
                || statement.Owners.All(owner => owner.Own.EffectiveCost > 0 || owner.Shared == default)
        );

    [Fact]
    public void Make_APart_HasTheSignOfItsLine() =>
        ForAnyInvoice(
            (statement, invoice) =>
                invoice.Lines.All(line =>
                    PartsOf(statement, line)
                        .All(part =>
                            part.BilledCost * line.Line.BilledCost >= 0
                            && part.EffectiveCost * line.Line.EffectiveCost >= 0
                            && Math.Abs(part.BilledCost) <= Math.Abs(line.Line.BilledCost)
                        )
                )
        );

    [Fact]
    public void Make_NotAllocated_OnlyWhereNobodyCanBearIt() =>
        ForAnyInvoice(
            (statement, _) =>
                statement.NotAllocated.Count == 0
                || statement.Shared.Basis switch
                {
                    SharedCostBasis.Weights => false,
                    SharedCostBasis.Even => statement.Owners.Count == 0,
                    SharedCostBasis.ByCost => statement.Owners.All(owner => owner.Own.EffectiveCost <= 0),
                    _ => true,
                }
        );

    private static void ForAnyInvoice(Func<ShowbackStatement, Invoice, bool> holds) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var invoice = Invoice([.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => RandomLine(random))]);
                    var charges = Charged([
                        .. Enumerable.Range(0, random.Next(0, 15)).Select(_ => RandomCharge(random)),
                    ]);
                    var by = GroupKey.Parse(random.Next(2) == 0 ? "tenant" : "tag:team")!;
                    return Rules.All(rule => holds(ShowbackMaker.Make(invoice, by, rule, charges), invoice));
                }
            )
            .Holds(400);

    private static IEnumerable<ShowbackCosts> PartsOf(ShowbackStatement statement, InvoiceLine line) =>
        statement
            .Owners.SelectMany(owner => owner.Lines)
            .Concat(statement.NotAllocated)
            .Where(part => ReferenceEquals(part.Line, line))
            .Select(part => part.Costs);

    private static InvoiceLine RandomLine(Random random)
    {
        var key = random.Next(8) switch
        {
            0 => Other(ChargeCategory.Purchase, "c"),
            1 => Other(ChargeCategory.Tax, "vat"),
            2 => Other(ChargeCategory.Adjustment, BillLineKey.Rounding),
            3 => new BillLineKey
            {
                Category = ChargeCategory.Usage,
                Rule = "c",
                Commitment = CommitmentStatus.Unused,
            },
            4 => Other(ChargeCategory.Credit),
            _ => Used(TenantOf(random), ModelOf(random), random.Next(1, 3)),
        };
        var cost =
            key.Category == ChargeCategory.Credit || random.Next(6) == 0 ? -RandomCost(random) : RandomCost(random);
        var line = Line(key, cost, random.Next(4) == 0 ? 0 : cost);
        return line with
        {
            Line = line.Line with { ListCost = RandomCost(random), ContractedCost = RandomCost(random) },
        };
    }

    private static ChargeLine RandomCharge(Random random) =>
        Charge(
            TenantOf(random),
            random.Next(5) is > 0 and var owner ? $"o-{owner}" : null,
            RandomCost(random),
            ModelOf(random),
            random.Next(1, 3),
            random.Next(0, 4)
        );

    /// <summary>Up to 16 decimals, more than shares are rounded to; sometimes nothing.</summary>
    private static decimal RandomCost(Random random) =>
        random.Next(5) == 0 ? 0 : random.NextInt64(1, 1_000_000_000_000) / (decimal)Math.Pow(10, random.Next(0, 17));

    private static string? TenantOf(Random random) => random.Next(4) is > 0 and var tenant ? $"t-{tenant}" : null;

    private static string ModelOf(Random random) => random.Next(2) == 0 ? "m" : "n";
}
