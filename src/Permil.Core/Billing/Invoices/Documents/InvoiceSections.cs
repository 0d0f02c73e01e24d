using Permil.Billing.Bills;
using Permil.Rating;

namespace Permil.Billing.Invoices.Documents;

/// <summary>Which lines of an invoice stand together: each is in one section, or is tax or rounding of the month.</summary>
internal sealed class InvoiceSections
{
    private readonly InvoiceFigures _figures;
    private readonly InvoiceRows _rows;

    public InvoiceSections(Invoice invoice, InvoiceFigures figures)
    {
        _figures = figures;
        _rows = new InvoiceRows(figures);
        var own = invoice.Lines.Where(line => !line.IsCorrection).ToList();
        Rounding = own.Where(IsRounding).ToList();
        Tax = own.Where(line => line.Line.Key.Category == ChargeCategory.Tax).ToList();
        var sections = own.Where(line => !IsRounding(line)).Where(line => line.Line.Key.Category != ChargeCategory.Tax);
        var byTitle = sections.GroupBy(TitleOf).OrderBy(lines => PlaceOf(lines.First())).ToList();
        Own = [.. byTitle.Select(lines => (Section(lines.Key, null, [.. lines]), Billed(lines)))];
        Corrections =
        [
            .. invoice
                .Lines.Where(line => line.IsCorrection)
                .GroupBy(line => line.Period)
                .OrderBy(lines => lines.Key)
                .Select(lines => (Correction(invoice, lines.Key, [.. lines]), Billed(lines))),
        ];
    }

    /// <summary>Of the invoice's own month, with their sums.</summary>
    public IReadOnlyList<(InvoiceSection Section, decimal Billed)> Own { get; }

    /// <summary>Of each month that was invoiced before, with their sums.</summary>
    public IReadOnlyList<(InvoiceSection Section, decimal Billed)> Corrections { get; }

    public IReadOnlyList<InvoiceLine> Tax { get; }

    public IReadOnlyList<InvoiceLine> Rounding { get; }

    public static decimal Billed(IEnumerable<InvoiceLine> lines) => Sum(lines, line => line.BilledCost);

    private static bool IsRounding(InvoiceLine line) => InvoiceTotals.IsRounding(line.Line);

    private static string TitleOf(InvoiceLine line) =>
        line.Line.Key switch
        {
            { Category: ChargeCategory.Credit } => "Credits",
            { Category: ChargeCategory.Usage, Commitment: not CommitmentStatus.Unused, Provider: { } provider } =>
                $"Usage of {provider}",
            { Category: ChargeCategory.Usage, Commitment: not CommitmentStatus.Unused } => "Other usage",
            _ => "Commitments and minimums",
        };

    private static int PlaceOf(InvoiceLine line) =>
        line.Line.Key switch
        {
            { Category: ChargeCategory.Credit } => 2,
            { Category: ChargeCategory.Usage, Commitment: not CommitmentStatus.Unused } => 0,
            _ => 1,
        };

    private InvoiceSection Correction(Invoice invoice, BillingMonth period, List<InvoiceLine> lines)
    {
        var month = InvoiceFigures.Month(period);
        var why =
            invoice.Kind == InvoiceKind.Invoice
                ? "from usage that came, changed or was settled after it was invoiced"
                : "from other terms for the same usage";
        var against = invoice.Corrects is { } number ? $"{number} for {month}" : $"what was invoiced for {month}";
        return Section($"Corrections of {month}", $"Differences to {against}, {why}.", lines);
    }

    private InvoiceSection Section(string title, string? intro, List<InvoiceLine> lines)
    {
        // Below the rows of a model, what is of none needs a title too, or it reads as that model's.
        var beside = lines.Exists(line => GroupOf(line) is not null) ? "Beside usage" : null;
        var groups = lines
            .GroupBy(GroupOf)
            .OrderBy(rows => rows.Key is null)
            .Select(rows => new InvoiceGroup(rows.Key ?? beside, _rows.Of(rows)));
        var hasList = lines.Exists(line => line.Line.Key.Category is ChargeCategory.Usage or ChargeCategory.Purchase);
        var billed = Billed(lines);
        var listed = lines.Where(line => line.Line.Key.Category is ChargeCategory.Usage or ChargeCategory.Purchase);
        var (list, of) = (Sum(listed, line => line.ListCost), Billed(listed));
        return new InvoiceSection(
            title,
            intro,
            [.. groups],
            hasList ? _figures.Amount(list) : null,
            _figures.AmountOrNone(Exact.Add(of, -list)),
            _figures.Amount(billed)
        );
    }

    private static string? GroupOf(InvoiceLine line)
    {
        var key = line.Line.Key;
        return
            key.Category == ChargeCategory.Usage
            && key.Commitment != CommitmentStatus.Unused
            && key.Provider is { } provider
            ? string.IsNullOrEmpty(key.Model)
                ? $"{provider}, no model"
                : line.IsCorrection
                    ? $"{provider}: {key.Model}"
                    : key.Model
            : null;
    }

    private static decimal Sum(IEnumerable<InvoiceLine> lines, Func<BillLine, decimal> amount) =>
        lines.Aggregate(0m, (sum, line) => Exact.Add(sum, amount(line.Line)));
}
