using System.Globalization;
using System.Text.Json;
using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Json;
using Permil.Storage.Focus;

namespace Permil.Storage.Spend;

/// <summary>What stored usage costs, from the rows that <c>permil focus export</c> writes.</summary>
internal sealed class OwnSpend(IReadOnlyList<SpendKey> by)
{
    private static readonly Dictionary<string, FocusField<FocusRow>> Fields = FocusFields
        .Of(FocusVersion.V13)
        .ToDictionary(field => field.Name, StringComparer.Ordinal);

    private readonly HashSet<(string Provider, BillingMonth Month)> _providers = [];
    private readonly List<BillingMonth> _notInvoiced = [];

    public IReadOnlyList<BillingMonth> NotInvoiced => _notInvoiced;

    /// <summary>Whether rows of a month are sold, run or made by a provider; letters count without their case.</summary>
    public bool Has((string Provider, BillingMonth Month) imported) =>
        _providers.Contains((imported.Provider.ToUpperInvariant(), imported.Month));

    public void Add(FocusExport export, BillingMonth month, SpendSums sums)
    {
        var isInvoiced = true;
        foreach (var row in export.Rows(new FocusExportQuestion { Month = month }, () => isInvoiced = false))
        {
            foreach (var name in new[] { row.Parties.ServiceProvider, row.Parties.Host, row.Parties.Publisher })
            {
                if (name is not null)
                {
                    _providers.Add((name.ToUpperInvariant(), month));
                }
            }

            sums.Add(
                new SpendGroup([.. by.Select(key => ValueOf(key, row))], row.Currency)
                {
                    Rows = 1,
                    ListCost = row.Costs.List,
                    ContractedCost = row.Costs.Contracted,
                    EffectiveCost = row.Costs.Effective,
                    BilledCost = row.Costs.Billed,
                }
            );
        }

        if (!isInvoiced)
        {
            _notInvoiced.Add(month);
        }
    }

    private static string? ValueOf(SpendKey key, FocusRow row)
    {
        if (key.Tag is { } tag)
        {
            return row.Tags is { } tags ? TagOf(tags, tag) : null;
        }

        return key.OwnColumn switch
        {
            "" => EnumName.Of(SpendSource.Own),
            "BillingPeriodStart" => row.BillingPeriod.ToString(),
            "ChargePeriodStart" => row.ChargePeriodStart.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var column => Fields[column].Shown(row),
        };
    }

    private static string? TagOf(string tags, string tag)
    {
        using var json = JsonDocument.Parse(tags);
        return json.RootElement.TryGetProperty(tag, out var value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
    }
}
