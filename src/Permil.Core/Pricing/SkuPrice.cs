using Permil.Usage;

namespace Permil.Pricing;

/// <summary>The list price of one SKU in one period, as a price book holds it.</summary>
public sealed record SkuPrice
{
    /// <summary>Provider, model or class, mode, meter and dimensions in one readable line, for example
    /// <c>together/moonshotai/Kimi-K3/serverless/input_tokens</c>.</summary>
    public required string Sku { get; init; }

    public required PriceBook Book { get; init; }

    public required PriceScope Scope { get; init; }

    /// <summary>Set when <see cref="Scope"/> is <see cref="PriceScope.Model"/>.</summary>
    public PricedModel? Model { get; init; }

    /// <summary>Set when <see cref="Scope"/> is <see cref="PriceScope.SizeClass"/>.</summary>
    public SizeClass? SizeClass { get; init; }

    public required Meter Meter { get; init; }

    public required Mode Mode { get; init; }

    /// <summary>Event attributes that must have these values (GPU, term, resolution, ...). Most prices have none.</summary>
    public required IReadOnlyDictionary<string, string> Where { get; init; }

    public required PriceShape Shape { get; init; }

    /// <summary>How many units of the meter the amounts are for, for example 1,000,000. Greater than 0.</summary>
    public required decimal Per { get; init; }

    /// <summary>
    /// How many of the price's own units make one of the meter's: 60 for a price a minute on a meter in hours, else 1.
    /// </summary>
    public decimal UnitsPerMeterUnit { get; init; } = 1;

    /// <summary>What <see cref="Per"/> reads like, for example <c>1M tokens</c>.</summary>
    public required string PerText { get; init; }

    /// <summary>A started block of <see cref="Per"/> units is paid whole, per event.</summary>
    public bool RoundsUpToBlock { get; init; }

    /// <summary>The least one event's charge can be, in the book's currency; 0 for none.</summary>
    public decimal MinimumCharge { get; init; }

    /// <summary>
    /// Images: the steps the price includes. More steps multiply the quantity by steps / default steps; fewer change nothing.
    /// </summary>
    public int? DefaultSteps { get; init; }

    /// <summary>In rising order of <see cref="ContextStep.OverInputTokens"/>; empty for most prices.</summary>
    public IReadOnlyList<ContextStep> ContextSteps { get; init; } = [];

    public required PricePeriod Period { get; init; }

    /// <summary>The day the price was learned.</summary>
    public required DateOnly Learned { get; init; }

    /// <summary>The day it was found to have been wrong; <see langword="null"/> for prices that stand.</summary>
    public DateOnly? Withdrawn { get; init; }

    public required PriceSource Source { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>What other sources say for the same thing and time. Never billed; empty for most prices.</summary>
    public IReadOnlyList<PriceConflict> Conflicts { get; init; } = [];

    /// <summary>Whatever a reader of the price should know.</summary>
    public string? Note { get; init; }

    /// <summary>The line of the book that states it, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Whether the price was known on a day and not yet found wrong.</summary>
    public bool IsKnownOn(DateOnly day) => Learned <= day && (Withdrawn is null || day < Withdrawn);

    public override string ToString() => $"{Sku} ({Period})";
}
