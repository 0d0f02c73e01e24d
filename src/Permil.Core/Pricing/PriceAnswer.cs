using System.Diagnostics.CodeAnalysis;
using Permil.Rating;

namespace Permil.Pricing;

/// <summary>The price that a query found, or why there is none.</summary>
public sealed record PriceAnswer
{
    private PriceAnswer() { }

    /// <summary>What the book states for the SKU; <see langword="null"/> when there is no price.</summary>
    public SkuPrice? Stated { get; private init; }

    /// <summary>Where the amounts stand: <see cref="Stated"/> itself, or the price it is a multiple of.</summary>
    public SkuPrice? Amounts { get; private init; }

    /// <summary>Multiplies every amount; 1 but for a multiple of another SKU and a percentage off.</summary>
    public decimal Factor { get; private init; } = 1;

    /// <summary>Why this price is used where it is not plainly the meter's own; empty otherwise.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Why there is no price; <see langword="null"/> when there is one.</summary>
    public string? Reason { get; private init; }

    [MemberNotNullWhen(true, nameof(Stated), nameof(Amounts))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool HasPrice => Stated is not null;

    public static PriceAnswer Of(SkuPrice price) => new() { Stated = price, Amounts = price };

    public static PriceAnswer MultipleOf(SkuPrice stated, PriceAnswer basis, decimal factor) =>
        new()
        {
            Stated = stated,
            Amounts = basis.Amounts,
            Factor = Exact.Multiply(basis.Factor, factor),
            Remarks = basis.Remarks,
        };

    public static PriceAnswer None(string reason) => new() { Reason = reason };

    /// <summary>Another price in place of this one.</summary>
    internal PriceAnswer Replaced(SkuPrice price, string remark) => Of(price) with { Remarks = [remark, .. Remarks] };

    /// <summary>The same price, every amount multiplied once more. A minimum charge stays as it is.</summary>
    internal PriceAnswer Times(decimal factor, string remark) =>
        this with
        {
            Factor = Exact.Multiply(Factor, factor),
            Remarks = [remark, .. Remarks],
        };

    public PriceAnswer With(string remark) => this with { Remarks = [remark, .. Remarks] };
}
