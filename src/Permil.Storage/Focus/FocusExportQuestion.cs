using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Export;

namespace Permil.Storage.Focus;

/// <summary>What is exported and how.</summary>
public sealed record FocusExportQuestion
{
    public required BillingMonth Month { get; init; }

    /// <summary>Days of the month; <see langword="null"/>: all of it, as one.</summary>
    public IReadOnlyList<DateOnly>? Days { get; init; }

    /// <summary>Only these accounts; <see langword="null"/>: all.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    public FocusVersion Version { get; init; } = FocusVersion.V13;

    public FocusGranularity Granularity { get; init; }
}
