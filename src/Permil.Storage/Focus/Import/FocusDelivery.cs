using Permil.Billing;

namespace Permil.Storage.Focus.Import;

/// <summary>What a provider says it charged a billing account in a month: the unit that a later import replaces.</summary>
public sealed record FocusDelivery
{
    internal long Number { get; init; }

    public required string Provider { get; init; }

    public required string Account { get; init; }

    /// <summary>The month that most of the billing period is in: providers begin theirs in their own time zone.</summary>
    public required BillingMonth Month { get; init; }

    public required long Rows { get; init; }

    /// <summary>Of all rows, whatever their order.</summary>
    internal Int128 Content { get; init; }

    /// <summary>The names of the files it came in, with commas.</summary>
    public required string Files { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }
}
