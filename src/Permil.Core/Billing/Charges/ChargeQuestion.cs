using Permil.Billing.Contracts;
using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>Which rated usage a bill asks for.</summary>
public sealed record ChargeQuestion
{
    public required string Account { get; init; }

    public required BillingMonth Month { get; init; }

    /// <summary>Events stored after it did not exist yet, nor did what they amended; <see langword="null"/>: all that are stored.</summary>
    public long? ThroughSequence { get; init; }

    /// <summary>What makes an owner; the first is always the sub-account.</summary>
    public IReadOnlyList<GroupKey> OwnerKeys { get; init; } = [];

    /// <summary>Instants at which time is cut: where credits begin or end and contract rules do.</summary>
    public IReadOnlyList<DateTimeOffset> Cuts { get; init; } = [];

    /// <summary>Charges that any of these is about are told apart by the hour.</summary>
    public IReadOnlyList<ChargeMatch> ByHour { get; init; } = [];
}
