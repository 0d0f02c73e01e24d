using Permil.Rating;

namespace Permil.Usage.Readers;

/// <summary>An event while its record is being read. What the record does not say, the caller's defaults fill.</summary>
public sealed class EventDraft(RecordContext context, string source)
{
    private readonly List<Measurement> _usage = [];
    private Dictionary<string, string>? _attributes;
    private Dictionary<string, string>? _tags;

    public string? Id { get; set; }

    public string? Source { get; set; }

    public DateTimeOffset? Time { get; set; }

    public string? Provider { get; set; }

    public string? Model { get; set; }

    public Mode? Mode { get; set; }

    public string? Account { get; set; }

    public string? SubAccount { get; set; }

    public string? Feature { get; set; }

    public string? Environment { get; set; }

    public string? UnsettledReason { get; set; }

    public decimal? ReportedCost { get; set; }

    public string? ReportedCurrency { get; set; }

    public Revision? Revises { get; set; }

    public RecordContext Context => context;

    public bool HasUsage => _usage.Count > 0;

    /// <summary>Adds a quantity; 0 adds nothing.</summary>
    /// <exception cref="UsageFormatException">More than one event may claim.</exception>
    public void Add(Meter meter, decimal quantity)
    {
        if (quantity == 0)
        {
            return;
        }

        if (quantity is < 0 or > Measurement.MaxQuantity)
        {
            throw new UsageFormatException(
                $"{meter.Name}: found '{Quantity.Text(quantity)}', allowed: a number from 0 to 10^15"
            );
        }

        _usage.Add(new Measurement(meter, quantity));
    }

    /// <summary>
    /// Adds multiplicand x multiplier / divisor, rounded once to the decimals of a quantity, half to even, where it does
    /// not end within them.
    /// </summary>
    /// <exception cref="UsageFormatException">More than one event may claim.</exception>
    public void AddProduct(Meter meter, decimal multiplicand, decimal multiplier, decimal divisor = 1)
    {
        decimal quantity;
        try
        {
            quantity = Exact.MultiplyDivideToQuantity(multiplicand, multiplier, divisor);
        }
        catch (InexactAmountException exception)
        {
            throw new UsageFormatException(
                $"{meter.Name}: found {Quantity.Text(multiplicand)} x {Quantity.Text(multiplier)} / {Quantity.Text(divisor)}, allowed: a number from 0 to 10^15",
                exception
            );
        }

        Add(meter, quantity);
    }

    /// <summary>What was added of a meter so far.</summary>
    public decimal QuantityOf(Meter meter)
    {
        var quantity = 0m;
        foreach (var measurement in _usage)
        {
            quantity += measurement.Meter == meter ? measurement.Quantity : 0;
        }

        return quantity;
    }

    /// <summary>Notes an attribute; nothing is noted for a value that is not there.</summary>
    public void Note(string attribute, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            (_attributes ??= new(StringComparer.Ordinal))[attribute] = value;
        }
    }

    public void Note(string attribute, decimal value) => Note(attribute, Quantity.Text(value));

    public void Tag(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            (_tags ??= new(StringComparer.Ordinal))[name] = value;
        }
    }

    /// <summary>The call was made but the provider bills nothing for it.</summary>
    public void BillsNothing(string outcome)
    {
        _usage.Clear();
        UnsettledReason = null;
        Note(Attribute.Outcome, outcome);
    }

    /// <summary>
    /// Notes a service tier: <c>batch</c> is a mode, the standard tier goes without saying, all others are an attribute.
    /// </summary>
    public void NoteServiceTier(string? tier)
    {
        if (string.Equals(tier, "batch", StringComparison.OrdinalIgnoreCase))
        {
            Mode ??= Usage.Mode.Batch;
        }
        else if (ServiceTiers.Billed(tier) is { } billed)
        {
            Note(Attribute.ServiceTier, billed);
        }
    }

    public UsageEvent Build()
    {
        var defaults = context.Options.Defaults;
        if (defaults.Count > 0)
        {
            EventDefaults.Fill(this, defaults);
        }

        var built = new UsageEvent
        {
            Id = Id ?? context.DerivedId,
            Source = Source ?? source,
            Time =
                Time
                ?? context.Options.DefaultTime
                ?? throw new UsageFormatException("time: the record has none; --set time=2026-10-31 gives it one"),
            Provider = Provider,
            Model = Model ?? "",
            Mode = Mode ?? Usage.Mode.Serverless,
            Account = Account,
            SubAccount = SubAccount,
            Feature = Feature,
            Environment = Environment,
            Usage = UnsettledReason is null ? _usage : [],
            UnsettledReason = UnsettledReason,
            ReportedCost = ReportedCost,
            Revises = Revises,
        };
        if (_tags is not null)
        {
            built = built with { Tags = _tags };
        }

        if (_attributes is not null)
        {
            built = built with { Attributes = _attributes };
        }

        return ReportedCurrency is null ? built : built with { ReportedCurrency = ReportedCurrency.ToUpperInvariant() };
    }

    public bool HasTag(string name) => _tags?.ContainsKey(name) ?? false;

    public bool HasNote(string attribute) => _attributes?.ContainsKey(attribute) ?? false;
}
