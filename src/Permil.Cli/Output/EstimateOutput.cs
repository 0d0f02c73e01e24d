using System.Text.Json;
using Permil.Json;
using Permil.Planning;
using Permil.Pricing;
using Permil.Rating;
using Permil.Usage;

namespace Permil.Cli.Output;

/// <summary>Prints what planned work lists for.</summary>
internal static class EstimateOutput
{
    private static readonly Meter[] Input = [Meters.InputTokens, Meters.CacheWriteTokens, Meters.CacheWrite1hTokens];
    private static readonly Meter[] CachedInput = [Meters.CachedInputTokens];
    private static readonly Meter[] Output = [Meters.OutputTokens];

    private static readonly (string Name, string Title, Func<ModeEstimate, decimal?> Of)[] Parts =
    [
        ("input", "input", mode => mode.PerRequestOf(Input)),
        ("cachedInput", "cached input", mode => mode.PerRequestOf(CachedInput)),
        ("output", "output", mode => mode.PerRequestOf(Output)),
        ("other", "other", mode => mode.PerRequestBut([.. Input, .. CachedInput, .. Output])),
    ];

    public static void Print(
        IReadOnlyList<WorkloadEstimate> estimates,
        string currency,
        bool isScenario,
        OutputFormat format
    )
    {
        switch (format)
        {
            case OutputFormat.Json:
                PrintJson(estimates, currency, isScenario);
                break;
            case OutputFormat.Csv:
                RowsOf(estimates, isScenario, isForPeople: false).PrintCsv(Console.Out);
                break;
            case OutputFormat.Markdown:
                RowsOf(estimates, isScenario, isForPeople: false).PrintMarkdown(Console.Out);
                break;
            default:
                PrintTable(estimates, currency, isScenario);
                break;
        }
    }

    /// <summary>The sum over all workloads; <see langword="null"/> when one of them has no price.</summary>
    private static decimal? TotalOf(IReadOnlyList<WorkloadEstimate> estimates) =>
        estimates.Aggregate(
            (decimal?)0,
            (sum, estimate) => sum is { } known && estimate.Monthly is { } monthly ? Exact.Add(known, monthly) : null
        );

    private static void PrintJson(IReadOnlyList<WorkloadEstimate> estimates, string currency, bool isScenario) =>
        JsonAnswer.Print(
            isIndented: true,
            json =>
            {
                json.WriteString("currency", currency);
                if (!isScenario)
                {
                    WriteModes(json, estimates[0]);
                }

                json.WriteStartArray("workloads");
                foreach (var estimate in isScenario ? estimates : [])
                {
                    json.WriteStartObject();
                    json.WriteString("name", estimate.Workload.Name);
                    json.WriteString("tenant", estimate.Workload.SubAccount);
                    json.WriteString("feature", estimate.Workload.Feature);
                    json.WriteString("environment", estimate.Workload.Environment);
                    WriteModes(json, estimate);
                    json.WriteAmount("monthly", estimate.Monthly);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteAmount("monthlyTotal", TotalOf(estimates));
            }
        );

    private static void WriteModes(Utf8JsonWriter json, WorkloadEstimate estimate)
    {
        json.WriteString("model", estimate.Workload.Model.Length == 0 ? null : estimate.Workload.Model);
        json.WriteString("provider", estimate.Provider);
        json.WriteAmount("requestsPerMonth", estimate.Workload.RequestsPerMonth);
        json.WriteStartArray("modes");
        foreach (var mode in estimate.Modes)
        {
            json.WriteStartObject();
            json.WriteString("mode", ModeName.Of(mode.Mode));
            json.WriteStartObject("perRequest");
            foreach (var (name, _, of) in Parts)
            {
                json.WriteAmount(name, of(mode));
            }

            json.WriteAmount("total", mode.PerRequest);
            json.WriteEndObject();
            json.WriteAmount("monthly", mode.Monthly);
            json.WriteString("note", mode.Note);
            WriteCharges(json, mode);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCharges(Utf8JsonWriter json, ModeEstimate mode)
    {
        json.WriteStartArray("charges");
        foreach (var charge in mode.Charges)
        {
            json.WriteStartObject();
            json.WriteString("sku", charge.Sku);
            json.WriteString("meter", charge.Meter.Name);
            json.WriteAmount("quantity", charge.ConsumedQuantity);
            json.WriteAmount("unitPrice", charge.ListUnitPrice);
            json.WriteString("per", charge.PricingUnit);
            json.WriteAmount("listCost", charge.ListCost);
            json.WriteString("source", charge.Price.Stated!.Source.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void PrintTable(IReadOnlyList<WorkloadEstimate> estimates, string currency, bool isScenario)
    {
        var console = Screen.Create();
        if (!isScenario)
        {
            var workload = estimates[0].Workload;
            var requests =
                $"{Rows.Grouped(DecimalText.Of(workload.RequestsPerMonth))} {(workload.RequestsPerMonth == 1 ? "request" : "requests")}";
            Console.WriteLine(
                $"{(workload.Model.Length == 0 ? "(no model)" : workload.Model)}{(estimates[0].Provider is { } provider ? $" from {provider}" : "")}, {requests} a month, {currency}"
            );
        }

        RowsOf(estimates, isScenario, isForPeople: true).PrintTable(console);
        if (isScenario)
        {
            Console.WriteLine(
                TotalOf(estimates) is { } total
                    ? $"Total {Rows.Grouped(DecimalText.Of(total))} {currency} a month"
                    : "The total is not known: some work has no price"
            );
        }

        foreach (var estimate in estimates)
        {
            foreach (var mode in estimate.Modes)
            {
                PrintReasons(estimate, mode, isScenario);
            }
        }
    }

    private static void PrintReasons(WorkloadEstimate estimate, ModeEstimate mode, bool isScenario)
    {
        var label = isScenario
            ? $"{estimate.Workload.Name ?? estimate.Workload.Model}, {ModeName.Of(mode.Mode)}"
            : ModeName.Of(mode.Mode);
        foreach (var charge in isScenario ? [] : mode.Charges)
        {
            var price = charge.Price.Stated!;
            var unit = charge.ListUnitPrice is { } unitPrice
                ? $"{DecimalText.Of(unitPrice)} per {charge.PricingUnit}, "
                : "";
            Console.WriteLine(
                $"  {label}, {charge.Meter}: {unit}{price.Source.Text} ({price.Period}, learned {price.Learned:yyyy-MM-dd}, {ConfidenceName.Of(price.Confidence)})"
            );
            foreach (var line in charge.Derivation)
            {
                Console.WriteLine($"    {line}");
            }
        }

        if (mode.Note is { } note)
        {
            Console.WriteLine($"  {label}: {note}");
        }
    }

    private static Rows RowsOf(IReadOnlyList<WorkloadEstimate> estimates, bool isScenario, bool isForPeople)
    {
        Rows.Column[] first = isScenario
            ?
            [
                new("name", "workload"),
                new("model", "model"),
                new("tenant", "tenant"),
                new("feature", "feature"),
                new("environment", "environment"),
            ]
            : [];
        // Parts that no estimate has would be columns of zeros; beside five labels no screen has room for any.
        var parts = Parts
            .Where(_ => !isScenario || !isForPeople)
            .Where(part => estimates.Any(estimate => estimate.Modes.Any(mode => part.Of(mode) != 0)))
            .ToList();
        var rows = new Rows([
            .. first,
            new("mode", "mode"),
            .. parts.Select(part => new Rows.Column(part.Name, part.Title, IsNumber: true)),
            new("total", "a request", IsNumber: true),
            new("monthly", "a month", IsNumber: true),
        ]);
        foreach (var estimate in estimates)
        {
            foreach (var mode in estimate.Modes)
            {
                string?[] labels = isScenario
                    ?
                    [
                        estimate.Workload.Name,
                        estimate.Workload.Model,
                        estimate.Workload.SubAccount,
                        estimate.Workload.Feature,
                        estimate.Workload.Environment,
                    ]
                    : [];
                rows.Add([
                    .. labels,
                    ModeName.Of(mode.Mode),
                    .. parts.Select(part => Amount(part.Of(mode))),
                    Amount(mode.PerRequest),
                    Amount(mode.Monthly),
                ]);
            }
        }

        return rows;
    }

    private static string? Amount(decimal? amount) => amount is { } known ? DecimalText.Of(known) : null;
}
