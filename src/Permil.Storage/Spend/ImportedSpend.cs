using Permil.Billing;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Interop;
using Permil.Storage.Focus;

namespace Permil.Storage.Spend;

/// <summary>What imported rows say was charged, added up by the database.</summary>
internal sealed class ImportedSpend(UsageStore store, SpendQuestion question)
{
    private string OfMonths =>
        $"d.month IN ({string.Join(", ", question.Months.Select(month => SqlText.Quote(month.ToString())))})";

    public void AddTo(SpendSums sums)
    {
        var keys = question.By.Select((key, i) => $"{key.ImportedValue} AS k{i}").Append("r.currency AS currency");
        using var connection = store.Connect();
        using var result = connection.Query(
            $"""
            SELECT count(*), sum(r.list_cost), sum(r.contracted_cost), sum(r.effective_cost), sum(r.billed_cost),
                {string.Join(", ", keys)}
            FROM focus_row r JOIN focus_delivery d ON d.delivery = r.delivery
            WHERE {OfMonths} GROUP BY {string.Join(", ", question.By.Select((_, i) => $"k{i}").Append("currency"))}
            """
        );
        const int FirstKey = 5;
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                sums.Add(
                    new SpendGroup(
                        [.. question.By.Select((_, i) => chunk.Text(FirstKey + i, row))],
                        chunk.Text(FirstKey + question.By.Count, row)!
                    )
                    {
                        Rows = chunk.Int64(0, row),
                        ListCost = chunk.Decimal(1, row),
                        ContractedCost = chunk.Decimal(2, row),
                        EffectiveCost = chunk.Decimal(3, row),
                        BilledCost = chunk.Decimal(4, row),
                    }
                );
            }
        }
    }

    /// <summary>Who charged something in which month.</summary>
    public IReadOnlyList<(string Provider, BillingMonth Month)> Providers()
    {
        var found = new List<(string, BillingMonth)>();
        using var connection = store.Connect();
        using var result = connection.Query(
            $"SELECT DISTINCT d.provider, d.month FROM focus_delivery d WHERE {OfMonths} ORDER BY d.provider, d.month"
        );
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.Count; row++)
            {
                found.Add((chunk.Text(0, row)!, BillingMonth.Parse(chunk.Text(1, row)!)));
            }
        }

        return found;
    }
}
