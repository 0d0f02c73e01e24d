namespace Permil.Billing.Events;

/// <summary>When others are told ahead of something.</summary>
public sealed record BillingEventSettings
{
    public static readonly BillingEventSettings Default = new();

    /// <summary>A credit is low when so much of it or less is left, in percent; 0 to 100.</summary>
    /// <value>The default is 20.</value>
    public decimal LowPercent { get; init; } = 20;

    /// <summary>How many days before its end a commitment is said to end; 0 or more.</summary>
    /// <value>The default is 14.</value>
    public int EndingDays { get; init; } = 14;
}
