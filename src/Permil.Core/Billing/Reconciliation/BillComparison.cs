using System.Globalization;
using Permil.Billing.Reconciliation.Bills;
using Permil.Billing.Reconciliation.Causes;
using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Reconciliation;

/// <summary>Compares a provider's bill with what is stored of a month, line by line, and says why they differ.</summary>
public sealed class BillComparison
{
    private readonly Dictionary<LineId, ComparedLine> _lines = [];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _notes;
    private readonly ListPrices _prices;
    private readonly StoredMonth _stored;
    private readonly ReconciliationOptions _options;
    private readonly BillRounding _rounding;
    private readonly IReadOnlyList<BillLine> _billed;
    private readonly bool _isByDay;

    private BillComparison(
        ProviderBill bill,
        StoredMonth stored,
        PriceCatalog catalog,
        string provider,
        ReconciliationOptions options
    )
    {
        _prices = new ListPrices(catalog, provider);
        _stored = stored;
        _options = options;
        _notes = [.. bill.Notes];
        _billed = LinesOf(bill);
        _rounding = new BillRounding(_billed);
        _isByDay = _billed.All(line => line.End - line.Start <= TimeSpan.FromDays(1));
        if (!_isByDay)
        {
            _notes.Add("The bill's windows are longer than a day: the month is compared as a whole");
        }
    }

    /// <summary>
    /// The provider of a bill: as it says, else the one whose book alone has the models on it; <see langword="null"/>
    /// when neither tells.
    /// </summary>
    public static string? ProviderOf(ProviderBill bill, PriceCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(bill);
        ArgumentNullException.ThrowIfNull(catalog);
        if (bill.Provider is { } named)
        {
            return catalog.FindBook(named)?.Provider ?? named;
        }

        var found = bill
            .Lines.Select(line => line.Model)
            .Where(model => model.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Select(model => catalog.FindModel(null, model, out _)?.Book.Provider)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Compares.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="stored">What is stored of the provider in the month, priced with <paramref name="catalog"/>.</param>
    /// <param name="catalog">The prices.</param>
    /// <param name="provider">As <see cref="ProviderOf"/> says, or the caller.</param>
    /// <param name="options">How exactly.</param>
    public static BillReconciliation Of(
        ProviderBill bill,
        StoredMonth stored,
        PriceCatalog catalog,
        string provider,
        ReconciliationOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(bill);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var comparison = new BillComparison(bill, stored, catalog, provider, options);
        comparison.AddLines();
        return comparison.Compare(provider, bill.End);
    }

    private List<BillLine> LinesOf(ProviderBill bill)
    {
        var end = _stored.Start.AddMonths(1);
        var inMonth = bill.Lines.Where(line => line.Start >= _stored.Start && line.Start < end).ToList();
        if (inMonth.Count < bill.Lines.Count)
        {
            _notes.Add(
                $"{Figures.Count(bill.Lines.Count - inMonth.Count, "line")} of other months on the bill, left out"
            );
        }

        if (_options.Project is not { } project)
        {
            return inMonth;
        }

        var ofProject = inMonth.Where(line => line.Project == project).ToList();
        _notes.Add($"{Figures.Count(inMonth.Count - ofProject.Count, "line")} of other projects on the bill, left out");
        return ofProject;
    }

    private void AddLines()
    {
        var stored = _stored.Lines.ToLookup(_prices.SkuOf);
        var billed = new List<(BilledSku Sku, BillLine Line)>();
        foreach (var line in _billed)
        {
            if (line.Use is { } use)
            {
                billed.Add((SkuOf(line, use, stored), line));
            }
            else
            {
                _findings.Add(NotUnderstood(line));
            }
        }

        var byKey = billed.Where(pair => pair.Line.Key is not null).Select(pair => pair.Sku).ToHashSet();
        var onBill = billed.Select(pair => pair.Sku).ToHashSet();

        // What the bill has without keys is compared without them; what it does not have keeps them, to name them.
        bool HasKey(BilledSku sku) => _stored.KeyTag is not null && (byKey.Contains(sku) || !onBill.Contains(sku));

        foreach (var (sku, line) in billed)
        {
            LineOf(new LineId(DayOf(line.Start), sku, HasKey(sku) ? line.Key : null)).Billed.Add(line);
        }

        foreach (var lines in stored)
        {
            foreach (var line in lines)
            {
                LineOf(new LineId(DayOf(line.Day), lines.Key, HasKey(lines.Key) ? line.Key : null)).Stored.Add(line);
            }
        }
    }

    /// <summary>
    /// A line whose product does not say all that the price depends on stands where the only stored usage is that it can
    /// mean.
    /// </summary>
    private BilledSku SkuOf(BillLine line, BilledUse use, ILookup<BilledSku, StoredLine> stored)
    {
        var sku = _prices.SkuOf(use, line, out var isPriced);
        if (isPriced || stored.Contains(sku))
        {
            return sku;
        }

        var meant = stored
            .Select(group => group.Key)
            .Where(other =>
                other.Mode == sku.Mode
                && other.Meter == sku.Meter
                && (other.Model.Length == 0 || other.Model == sku.Model)
                && use.Attributes.All(attribute =>
                    _prices.DimensionsOf(other).TryGetValue(attribute.Key, out var value) && value == attribute.Value
                )
            )
            .ToList();
        return meant.Count == 1 ? meant[0] : sku;
    }

    private Finding NotUnderstood(BillLine line) =>
        new(
            FindingKind.NotUnderstood,
            FindingCause.UnknownProduct,
            $"no rule of the table of products knows '{line.Product}'; a table of your own can say what it is",
            [
                new FindingSides(
                    new FindingLine(
                        DayOf(line.Start),
                        line.Model.Length == 0 ? line.Product : $"{line.Product} ({line.Model})",
                        "",
                        "",
                        "",
                        line.Key
                    ),
                    null,
                    null,
                    line.Quantity?.Value,
                    line.Cost.Value,
                    line.Where
                ),
            ],
            line.Cost.Value
        );

    private BillReconciliation Compare(string provider, DateTimeOffset? billEnd)
    {
        var lines = _lines.Values.ToList();
        var lineDeviations = new LineDeviations(_prices);
        var deviations = lines.SelectMany(lineDeviations.Of).ToList();
        var facts = new CauseFacts(lines, _stored, _prices, DayOf, billEnd);
        var differing = deviations
            .Where(deviation => !deviation.IsFree)
            .Select(deviation => deviation.Line.Id)
            .ToHashSet();
        _findings.AddRange(new MovedQuantities(facts).Take(deviations));
        var quantityCauses = new QuantityCauses(facts, _lines);
        var priceCauses = new PriceCauses(facts, lineDeviations);
        foreach (var deviation in deviations.Where(deviation => !deviation.IsFree))
        {
            var (cause, text) =
                deviation.IsOfQuantity ? quantityCauses.Of(deviation)
                : deviation.Kind == FindingKind.NoPriceHere
                    ? new Explained(
                        FindingCause.NoListPrice,
                        "the price books have no price for it: the cost cannot be checked"
                    )
                : priceCauses.Of(deviation);
            _findings.Add(new Finding(deviation.Kind, cause, text, [deviation.Line.Sides()], deviation.CostEffect));
        }

        var kept = _findings.Where(finding => !IsWithinTolerance(finding)).ToList();
        var found = kept.SelectMany(finding => finding.Sides).Select(sides => sides.Line).ToHashSet();
        return new BillReconciliation
        {
            Provider = provider,
            Month = _stored.Start,
            Currency = _prices.Currency,
            KeyTag = _stored.KeyTag,
            IsByDay = _isByDay,
            BillLines = _billed.Count,
            Compared = lines.Count,
            Matched = lines.Count - differing.Count,
            WithinTolerance = differing.Count(id => !found.Contains(_lines[id].Sides().Line)),
            CostThere = _billed.Aggregate(0m, (sum, line) => Exact.Add(sum, line.Cost.Value)),
            ListCostHere = _stored.Lines.Aggregate(0m, (sum, line) => Exact.Add(sum, line.ListCost)),
            Findings =
            [
                .. kept.OrderByDescending(finding => Math.Abs(finding.CostDifference))
                    .ThenBy(OrderText, StringComparer.Ordinal),
            ],
            Notes = _notes,
        };
    }

    /// <summary>Whether every line of a finding costs as much as here, as far as the caller cares.</summary>
    private bool IsWithinTolerance(Finding finding) =>
        finding.Kind != FindingKind.NotUnderstood
        && finding.Sides.All(sides =>
        {
            var difference = Math.Abs((sides.CostThere ?? 0) - (sides.ListCostHere ?? 0));
            return (_options.Tolerance > 0 && difference <= _options.Tolerance)
                || (
                    _options.TolerancePercent > 0
                    && difference <= Math.Abs(sides.CostThere ?? 0) * _options.TolerancePercent / 100
                );
        });

    private ComparedLine LineOf(LineId id)
    {
        if (!_lines.TryGetValue(id, out var line))
        {
            _lines.Add(id, line = new ComparedLine(id, _rounding));
        }

        return line;
    }

    private DateOnly DayOf(DateTimeOffset time) => DayOf(DateOnly.FromDateTime(time.UtcDateTime));

    private DateOnly DayOf(DateOnly day) => _isByDay ? day : new DateOnly(day.Year, day.Month, 1);

    private static string OrderText(Finding finding)
    {
        var line = finding.Sides[0].Line;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Day:yyyy-MM-dd} {line.Subject} {line.Meter} {line.Mode} {line.Key} {finding.Kind}"
        );
    }
}
