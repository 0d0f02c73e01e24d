using Permil.Pricing;
using Permil.Rating;

namespace Permil.Billing.Charges;

/// <summary>Says a contracted price for one of the list's pricing unit.</summary>
internal static class ContractedUnitPrice
{
    /// <returns>
    /// <see langword="null"/> where tiers or a minimum charge decide, where one of the two is by started blocks or by steps
    /// and the other is not, and where the amount for one of the list's unit does not end.
    /// </returns>
    public static decimal? Of(Charge list, Charge contracted)
    {
        var own = contracted.Price.Amounts!;
        var listed = list.Price.Amounts!;
        if (
            contracted.ListUnitPrice is not { } unitPrice
            || own.Shape is not PriceShape.Unit
            || own.RoundsUpToBlock != listed.RoundsUpToBlock
            || own.DefaultSteps != listed.DefaultSteps
        )
        {
            return null;
        }

        if (own.Per == listed.Per && own.UnitsPerMeterUnit == listed.UnitsPerMeterUnit)
        {
            return unitPrice;
        }

        return
            !own.RoundsUpToBlock
            && Exact.TryDivide(
                Exact.Multiply(Exact.Multiply(unitPrice, own.UnitsPerMeterUnit), listed.Per),
                Exact.Multiply(own.Per, listed.UnitsPerMeterUnit),
                out var converted
            )
            ? converted
            : null;
    }
}
