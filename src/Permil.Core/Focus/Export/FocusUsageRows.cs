using System.Globalization;
using Permil.Billing.Charges;
using Permil.Billing.Invoices;

namespace Permil.Focus.Export;

/// <summary>
/// Makes rows of usage. They come line by line and owner by owner: what rows of one line and owner have in common is made
/// once for all of them.
/// </summary>
/// <param name="lines">Makes rows of the document's lines.</param>
/// <param name="granularity">How long charge periods are.</param>
internal sealed class FocusUsageRows(FocusLineRows lines, FocusGranularity granularity)
{
    private readonly TimeSpan _length =
        granularity == FocusGranularity.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);

    private readonly FocusTagReader _tags = new();
    private readonly Dictionary<DateTimeOffset, string> _starts = [];
    private InvoiceLine? _line;
    private OwnerValues? _owner;
    private FocusRow? _shared;
    private FocusSku? _sku;

    /// <summary>Usage of a line in one charge period and of one owner.</summary>
    public FocusRow Of(InvoiceLine line, FocusUsage usage)
    {
        if (!ReferenceEquals(line, _line) || !ReferenceEquals(usage.Key.Owner, _owner))
        {
            (_line, _owner) = (line, usage.Key.Owner);
            _shared = SharedBy(line, usage.Key);
            _sku = lines.SkuOf(usage.Key, usage.LearnedOn);
        }

        var price = lines.PriceOf(line, _sku, usage.Costs);
        var row = _shared! with
        {
            Sku = price is null ? null : _sku,
            Price = price,
            HasConsumed = price is not null,
            Costs = usage.Costs,
            ChargePeriodStart = usage.Start,
            ChargePeriodEnd = usage.Start + _length,
            PriceLearned = usage.LearnedOn.Learned,
            RowId = _shared.RowId + StartOf(usage),
        };
        return lines.WithCommitment(row, line);
    }

    private FocusRow SharedBy(InvoiceLine line, ChargeKey key)
    {
        var owner = key.Owner.Values;
        var tags = _tags.Of(owner[3]);
        var resource = FocusTagReader.ResourceOf(tags, key);
        var name = lines.NameOf(line);
        return lines.RowOf(line, costs: default, name) with
        {
            RowId = FocusRowId.Of([name, .. owner]),
            PricingCategory = FocusLineRows.Standard,
            SubAccountId = FocusLineRows.NotEmpty(owner[0]),
            Feature = FocusLineRows.NotEmpty(owner[1]),
            Environment = FocusLineRows.NotEmpty(owner[2]),
            Tags = tags.Json,
            KeyId = tags.KeyId,
            ResourceId = resource.Id,
            ResourceType = resource.Type,
        };
    }

    /// <summary>The charge period at the end of a row's id: <c>-2026-10-03</c>, <c>-2026-10-03T07</c>.</summary>
    private string StartOf(FocusUsage usage)
    {
        if (!_starts.TryGetValue(usage.Start, out var text))
        {
            var form = granularity == FocusGranularity.Hour ? "'-'yyyy-MM-dd'T'HH" : "'-'yyyy-MM-dd";
            _starts.Add(usage.Start, text = usage.Start.ToString(form, CultureInfo.InvariantCulture));
        }

        return text;
    }
}
