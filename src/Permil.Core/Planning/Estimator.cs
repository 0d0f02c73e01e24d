using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Planning;

/// <summary>Says what planned work lists for, with the prices of one day.</summary>
/// <param name="catalog">The price books.</param>
/// <param name="asOf">The instant whose prices are used, UTC.</param>
public sealed class Estimator(PriceCatalog catalog, DateTimeOffset asOf)
{
    private readonly Rater _rater = new(catalog);

    public string Currency => catalog.Currency;

    /// <summary>
    /// Estimates a workload in the mode it names; without one, serverless, and batch where the model has a batch price of
    /// its own.
    /// </summary>
    public WorkloadEstimate Estimate(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var modes = new List<ModeEstimate>();
        if (workload.Mode is { } asked)
        {
            modes.Add(Estimate(workload, asked));
        }
        else
        {
            modes.Add(Estimate(workload, Mode.Serverless));
            var batch = Estimate(workload, Mode.Batch);
            if (batch.Monthly is not null && batch.Charges.Any(charge => charge.Price.Stated!.Mode == Mode.Batch))
            {
                modes.Add(batch);
            }
        }

        return new WorkloadEstimate(workload, ProviderOf(workload, modes), modes);
    }

    private ModeEstimate Estimate(Workload workload, Mode mode)
    {
        var request = EventOf(workload, mode);
        var unpriced = new List<UnpricedUsage>();
        var priced = _rater.Price(request, unpriced);
        var notes = new List<string?> { workload.Note };
        notes.AddRange(priced.SelectMany(measured => measured.Price.Remarks).Distinct(StringComparer.Ordinal));
        notes.AddRange(priced.Select(measured => measured.Price.Stated!.Note).Distinct(StringComparer.Ordinal));
        notes.AddRange(unpriced.Select(missing => missing.Reason).Distinct(StringComparer.Ordinal));
        var isTiered = priced.Exists(measured => measured.IsTiered);
        if (isTiered)
        {
            notes.Add("prices have monthly tiers: a request is the month's average");
        }

        var charges = priced.ConvertAll(measured =>
        {
            var quantity = measured.IsTiered
                ? Exact.Multiply(measured.Quantity, workload.RequestsPerMonth)
                : measured.Quantity;
            return ListCost.Of(measured with { Quantity = quantity }, TierPosition.Alone(quantity));
        });
        decimal? monthly = unpriced.Count > 0 ? null : MonthlyOf(priced, charges, workload.RequestsPerMonth);
        decimal? perRequest = (isTiered, monthly) switch
        {
            (_, null) => null,
            (false, _) => charges.Aggregate(0m, (sum, charge) => Exact.Add(sum, charge.ListCost)),
            (true, { } month) when workload.RequestsPerMonth > 0 => Exact.MultiplyDivideToQuantity(
                month,
                1,
                workload.RequestsPerMonth
            ),
            _ => null,
        };
        var note = string.Join("; ", notes.Where(text => text is not null));
        return new ModeEstimate(mode, charges, unpriced, perRequest, monthly, isTiered, note.Length == 0 ? null : note);
    }

    /// <summary>Charges under tiers are of the month already, all others of one request.</summary>
    private static decimal MonthlyOf(List<PricedMeasurement> priced, List<Charge> charges, decimal requests)
    {
        var monthly = 0m;
        for (var i = 0; i < charges.Count; i++)
        {
            var cost = charges[i].ListCost;
            monthly = Exact.Add(monthly, priced[i].IsTiered ? cost : Exact.Multiply(cost, requests));
        }

        return monthly;
    }

    private UsageEvent EventOf(Workload workload, Mode mode) =>
        new()
        {
            Id = "",
            Source = "estimate",
            Time = asOf,
            Provider = workload.Provider,
            Model = workload.Model,
            Mode = mode,
            Usage = workload.PerRequest,
            Attributes = workload.Attributes,
        };

    private string? ProviderOf(Workload workload, List<ModeEstimate> modes) =>
        modes.SelectMany(mode => mode.Charges).Select(charge => charge.Price.Stated!.Book.Provider).FirstOrDefault()
        ?? catalog.FindModel(workload.Provider, workload.Model, out _)?.Book.Provider
        ?? workload.Provider;
}
