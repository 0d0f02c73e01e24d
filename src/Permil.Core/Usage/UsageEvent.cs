namespace Permil.Usage;

/// <summary>One measured fact: a request, a job or an hour of capacity. Never changed after it is read.</summary>
/// <remarks>(<see cref="Source"/>, <see cref="Id"/>) names the fact for ever: the same pair seen again is the same fact.</remarks>
public sealed record UsageEvent
{
    /// <summary>The fact's name within <see cref="Source"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Who names the fact, for example <c>openai</c>, <c>litellm</c> or an application.</summary>
    public required string Source { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The provider as the source writes it; <see langword="null"/> when the source does not say.</summary>
    public string? Provider { get; init; }

    /// <summary>The model as the source writes it; empty when there is none (a cluster) or it is unknown.</summary>
    public string Model { get; init; } = "";

    public Mode Mode { get; init; }

    /// <summary>The billing account: who is invoiced.</summary>
    public string? Account { get; init; }

    /// <summary>A tenant or project within the account.</summary>
    public string? SubAccount { get; init; }

    public string? Feature { get; init; }

    public string? Environment { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoText;

    /// <summary>What was used. Components are disjoint: cached input is not part of input.</summary>
    public IReadOnlyList<Measurement> Usage { get; init; } = [];

    /// <summary>What prices may depend on and what the source noted, by the names in <see cref="Attribute"/>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = NoText;

    /// <summary>
    /// Why the usage is not known (no usage in the response, an interrupted stream).
    /// <see langword="null"/>: the usage is complete.
    /// </summary>
    public string? UnsettledReason { get; init; }

    /// <summary>The event this one is a revision of; <see langword="null"/> for a fact of its own.</summary>
    public Revision? Revises { get; init; }

    /// <summary>What the source says it cost, in <see cref="ReportedCurrency"/>; for comparison, never a price.</summary>
    public decimal? ReportedCost { get; init; }

    /// <summary>ISO 4217, upper case.</summary>
    public string ReportedCurrency { get; init; } = "USD";

    /// <summary>The quantity of one meter, 0 when the event has none of it.</summary>
    public decimal QuantityOf(Meter meter)
    {
        var quantity = 0m;
        foreach (var measurement in Usage)
        {
            if (measurement.Meter == meter)
            {
                quantity += measurement.Quantity;
            }
        }

        return quantity;
    }

    private static readonly IReadOnlyDictionary<string, string> NoText = new Dictionary<string, string>(
        StringComparer.Ordinal
    );
}
