using System.Globalization;
using Permil.Allocation;
using Permil.Billing.Reconciliation;
using Permil.Billing.Reconciliation.Bills;
using Permil.Pricing;
using Permil.Rating;
using Permil.Storage.DuckDb;
using Permil.Storage.DuckDb.Reading;
using Permil.Usage;

namespace Permil.Storage.Reports;

/// <summary>Reads what is stored of one provider in a month, as a bill is compared with it.</summary>
public sealed class StoredMonthReader
{
    /// <summary>Tags that hold a key where the caller names none: as provider exports write it, and as the gateway does.</summary>
    private static readonly string[] KnownKeyTags = ["api_key_id", GatewayUsage.KeyTag];

    private readonly UsageStore _store;
    private readonly Rater _rater;
    private readonly AllocationRules _rules;
    private readonly StoredMonthQuestion _question;
    private readonly UsageSelection _selection;
    private readonly string[] _keyTags;
    private readonly Dictionary<string, SkuPrice> _prices;

    private StoredMonthReader(UsageStore store, Rater rater, AllocationRules rules, StoredMonthQuestion question)
    {
        _store = store;
        _rater = rater;
        _rules = rules;
        _question = question;
        _selection = new UsageSelection
        {
            From = question.Month,
            To = question.Month.AddMonths(1),
            Filters = question.Filters,
            ExceptSources = ProviderBill.ImportedSources,
        };
        _keyTags =
            question.KeyTag is { } tag ? [tag]
            : question.BilledKeys.Count > 0 ? KnownKeyTags
            : [];
        _prices = rater
            .Catalog.Prices.GroupBy(price => price.Sku, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    /// <summary>Reads the month.</summary>
    /// <param name="store">The store.</param>
    /// <param name="rater">The prices.</param>
    /// <param name="rules">Whose usage is; filters look at it as these allocate it.</param>
    /// <param name="question">Which usage.</param>
    public static StoredMonth Read(UsageStore store, Rater rater, AllocationRules rules, StoredMonthQuestion question)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rater);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(question);
        return new StoredMonthReader(store, rater, rules, question).Read();
    }

    /// <summary>Whether usage that was read from bills is in the store; it is left out of every month.</summary>
    public static bool HasImportedBills(UsageStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Codes.Kinds.All.Any(kind =>
            ProviderBill.ImportedSources.Contains(kind.Sample.Source, StringComparer.Ordinal)
        );
    }

    private StoredMonth Read()
    {
        string[] names = ["day", "provider", "model", "mode", "meter", "sku", .. _keyTags.Select(tag => $"tag:{tag}")];
        var keys = names.Select(name => GroupKey.Parse(name)!).ToList();
        var groups = StoredRating
            .Rate(_store, _rater, _rules, keys, _selection)
            .Groups.Where(group => IsOfProvider(group.Values[1], group.Values[2]))
            .ToList();
        var unsettled = Unsettled();
        var place = Array.FindIndex(
            _keyTags,
            tag =>
                _question.KeyTag is not null
                || groups.Exists(group => IsOfBill(group.Values[6 + Array.IndexOf(_keyTags, tag)]))
        );
        return new StoredMonth
        {
            Start = _question.Month,
            KeyTag = place < 0 ? null : _keyTags[place],
            Lines = [.. groups.SelectMany(group => LinesOf(group, place))],
            Unsettled =
            [
                .. unsettled
                    .GroupBy(call =>
                        (
                            Day: DateOnly.FromDateTime(call.Time.UtcDateTime),
                            call.Model,
                            Key: place < 0 ? null : call.Tags.GetValueOrDefault(_keyTags[place])
                        )
                    )
                    .Select(group => new UnsettledCalls(group.Key.Day, group.Key.Model, group.Key.Key, group.Count())),
            ],
        };
    }

    private IEnumerable<StoredLine> LinesOf(UsageGroup group, int keyPlace)
    {
        var values = group.Values;
        if (!ModeName.TryParse(values[3], out var mode))
        {
            throw new InvalidOperationException($"the store has a mode '{values[3]}'");
        }

        foreach (var (meter, quantity) in group.Quantities)
        {
            yield return new StoredLine(
                DateOnly.ParseExact(values[0]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                values[2] ?? "",
                mode,
                meter,
                values[5] is { } sku ? _prices[sku] : null,
                keyPlace < 0 ? null : values[6 + keyPlace],
                quantity,
                group.ListCost,
                group.Events
            );
        }
    }

    private List<UsageEvent> Unsettled()
    {
        using var connection = _store.Connect();
        return
        [
            .. StoredUnsettled
                .Read(connection, _store.Codes, _rater, _rules, _selection)
                .Where(call => IsOfProvider(_rater.ProviderOf(call), call.Model)),
        ];
    }

    private bool IsOfProvider(string? provider, string? model) =>
        provider is null
            ? model is null || _question.BilledModels.Contains(model)
            : string.Equals(
                _rater.Catalog.FindBook(provider)?.Provider ?? provider,
                _question.Provider,
                StringComparison.OrdinalIgnoreCase
            );

    private bool IsOfBill(string? key) => key is not null && _question.BilledKeys.Contains(key);
}
