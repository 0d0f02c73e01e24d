using System.Text.Json;
using Permil.Focus.Export;
using Permil.Rating;
using Permil.Storage.DuckDb.Reading;
using Permil.Storage.Focus;
using Permil.Usage;

namespace Permil.Storage.Reports;

/// <summary>Says where in a report a row of a bill belongs.</summary>
/// <param name="keys">What is grouped by.</param>
/// <param name="selection">What is asked for.</param>
internal sealed class BilledPlace(IReadOnlyList<GroupKey> keys, UsageSelection selection)
{
    private readonly Dictionary<string, Dictionary<string, string>> _tags = new(StringComparer.Ordinal);

    /// <summary>When a row counts: at the begin of its charge period, or of the month that bills what began before.</summary>
    public static DateTimeOffset MomentOf(FocusRow row) =>
        row.BillingPeriod.Contains(row.ChargePeriodStart)
            ? row.ChargePeriodStart
            : new DateTimeOffset(FocusExport.DayOf(row).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>The values of the keys; <see langword="null"/>: it is not asked for.</summary>
    /// <param name="account">The billing account; empty for none.</param>
    /// <param name="moment">When it counts.</param>
    /// <param name="row">The row; <see langword="null"/>: what is of an account and nothing finer.</param>
    public string?[]? Of(string account, DateTimeOffset moment, FocusRow? row)
    {
        if (
            moment < selection.From
            || moment >= selection.To
            || selection.Filters.Any(filter =>
                !filter.Values.Contains(ValueOf(filter.Key, account, moment, row), StringComparer.Ordinal)
            )
        )
        {
            return null;
        }

        var values = new string?[keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(keys[i], account, moment, row);
        }

        return values;
    }

    private string? ValueOf(GroupKey key, string account, DateTimeOffset moment, FocusRow? row) =>
        key.Dimension switch
        {
            GroupDimension.Account => account.Length == 0 ? null : account,
            GroupDimension.Hour or GroupDimension.Day or GroupDimension.Month => key.TimeTextOf(moment),
            GroupDimension.SubAccount => row?.SubAccountId,
            GroupDimension.Feature => row?.Feature,
            GroupDimension.Environment => row?.Environment,
            GroupDimension.Model => row?.Model,
            GroupDimension.Mode => row?.Mode,
            GroupDimension.Provider => row?.Line?.Provider,
            GroupDimension.Meter => row?.Line?.Meter,
            GroupDimension.Sku => row?.Line?.Sku,
            GroupDimension.Tag => key.Tag == GatewayUsage.KeyTag ? row?.KeyId : TagsOf(row).GetValueOrDefault(key.Tag!),
            _ => throw new InvalidOperationException($"a bill has no {key.Name}"),
        };

    private Dictionary<string, string> TagsOf(FocusRow? row)
    {
        var text = row?.Tags ?? "{}";
        if (!_tags.TryGetValue(text, out var tags))
        {
            _tags.Add(text, tags = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!);
        }

        return tags;
    }
}
