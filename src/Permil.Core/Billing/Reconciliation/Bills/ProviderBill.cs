namespace Permil.Billing.Reconciliation.Bills;

/// <summary>What a provider says was used and what it costs.</summary>
public sealed record ProviderBill
{
    /// <summary>Sources of stored events that were read from bills: a bill is never compared with itself.</summary>
    public static IReadOnlyList<string> ImportedSources { get; } = ["together-billing", "openai-costs"];

    /// <summary>The provider's name as the bill or the caller gives it; <see langword="null"/> when neither does.</summary>
    public required string? Provider { get; init; }

    /// <summary>ISO 4217; <see langword="null"/> when the bill does not say.</summary>
    public required string? Currency { get; init; }

    /// <summary>In the order of the files.</summary>
    public required IReadOnlyList<BillLine> Lines { get; init; }

    /// <summary>The first instant the bill says nothing of; <see langword="null"/> for a bill without lines.</summary>
    public required DateTimeOffset? End { get; init; }

    /// <summary>What a reader of the comparison should know of the files.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
