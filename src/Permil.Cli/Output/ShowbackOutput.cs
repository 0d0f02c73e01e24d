using System.Text.Json.Nodes;
using Permil.Billing.Showback;
using Permil.Rating;

namespace Permil.Cli.Output;

/// <summary>Prints an invoice told by owner.</summary>
internal static class ShowbackOutput
{
    private const string NobodyGiven = "not allocated";

    public static void Print(ShowbackStatement statement, bool withLines, OutputFormat format) =>
        ResourceOutput.Print(
            format,
            JsonOf(statement),
            withLines ? LinesOf(statement) : OwnersOf(statement),
            $"{statement.Invoice.Number ?? "Draft"} of {statement.Invoice.Account}, {statement.Invoice.Month}: {DecimalText.Of(statement.Total.BilledCost)} {statement.Invoice.Currency}, shared {statement.Shared.Name}"
        );

    private static JsonObject JsonOf(ShowbackStatement statement) =>
        new()
        {
            ["account"] = statement.Invoice.Account,
            ["month"] = statement.Invoice.Month.ToString(),
            ["invoice"] = statement.Invoice.Number,
            ["currency"] = statement.Invoice.Currency,
            ["by"] = statement.By.Name,
            ["shared"] = statement.Shared.Name,
            ["owners"] = new JsonArray([
                .. statement.Owners.Select(owner => new JsonObject
                {
                    ["owner"] = owner.Name,
                    ["own"] = JsonOf(owner.Own),
                    ["sharedPart"] = JsonOf(owner.Shared),
                    ["total"] = JsonOf(owner.Total),
                    ["lines"] = JsonOf(owner.Lines),
                }),
            ]),
            ["notAllocated"] = JsonOf(statement.NotAllocated),
            ["total"] = JsonOf(statement.Total),
        };

    private static JsonArray JsonOf(IReadOnlyList<ShowbackLine> lines) =>
        new([
            .. lines.Select(line =>
            {
                var shown = JsonOf(line.Costs);
                shown["description"] = line.Line.Description;
                shown["category"] = line.Line.Line.Key.Category.ToString();
                shown["period"] = line.Line.Period.ToString();
                shown["isCorrection"] = line.Line.IsCorrection;
                shown["isShared"] = line.IsShared;
                return shown;
            }),
        ]);

    private static JsonObject JsonOf(ShowbackCosts costs) =>
        new()
        {
            ["listCost"] = DecimalText.Of(costs.ListCost),
            ["contractedCost"] = DecimalText.Of(costs.ContractedCost),
            ["effectiveCost"] = DecimalText.Of(costs.EffectiveCost),
            ["billedCost"] = DecimalText.Of(costs.BilledCost),
        };

    private static Rows OwnersOf(ShowbackStatement statement)
    {
        var currency = statement.Invoice.Currency;
        var rows = new Rows([
            new("owner", statement.By.Name),
            new("own", $"own {currency}", IsNumber: true),
            new("shared", $"shared {currency}", IsNumber: true),
            new("billed_cost", $"billed {currency}", IsNumber: true),
            new("effective_cost", $"effective {currency}", IsNumber: true),
        ]);
        foreach (var owner in statement.Owners)
        {
            rows.Add([
                owner.Name,
                DecimalText.Of(owner.Own.BilledCost),
                DecimalText.Of(owner.Shared.BilledCost),
                DecimalText.Of(owner.Total.BilledCost),
                DecimalText.Of(owner.Total.EffectiveCost),
            ]);
        }

        if (statement.NotAllocated.Count > 0)
        {
            var costs = ShowbackCosts.Sum(statement.NotAllocated.Select(line => line.Costs));
            rows.Add([
                NobodyGiven,
                "0",
                DecimalText.Of(costs.BilledCost),
                DecimalText.Of(costs.BilledCost),
                DecimalText.Of(costs.EffectiveCost),
            ]);
        }

        return rows;
    }

    private static Rows LinesOf(ShowbackStatement statement)
    {
        var currency = statement.Invoice.Currency;
        var rows = new Rows([
            new("owner", statement.By.Name),
            new("period", "period"),
            new("line", "line"),
            new("is_shared", "shared"),
            new("list_cost", $"list {currency}", IsNumber: true, CanDrop: true),
            new("effective_cost", $"effective {currency}", IsNumber: true),
            new("billed_cost", $"billed {currency}", IsNumber: true),
        ]);
        foreach (
            var (owner, line) in statement
                .Owners.SelectMany(owner => owner.Lines.Select(line => (owner.Name, line)))
                .Concat(statement.NotAllocated.Select(line => ((string?)NobodyGiven, line)))
        )
        {
            rows.Add([
                owner,
                line.Line.Period.ToString(),
                line.Line.Description,
                line.IsShared ? "yes" : "",
                DecimalText.Of(line.Costs.ListCost),
                DecimalText.Of(line.Costs.EffectiveCost),
                DecimalText.Of(line.Costs.BilledCost),
            ]);
        }

        return rows;
    }
}
