using Permil.Focus.Export;
using Permil.Rating;

namespace Permil.Storage.Focus;

/// <summary>Says what a row costs, and why: quantities are those of the row.</summary>
internal static class FocusPriceWords
{
    /// <param name="price">The row's.</param>
    /// <param name="list">Some of its usage at list prices: where they come from.</param>
    /// <param name="agreed">The same at the account's own; <see langword="null"/>: it has none.</param>
    public static IEnumerable<string> Of(FocusPrice price, Charge list, Charge? agreed)
    {
        yield return Product(price, price.ListUnitPrice);
        foreach (var line in list.ExplainPrice())
        {
            yield return line;
        }

        if (agreed is null)
        {
            yield break;
        }

        yield return $"agreed: {Product(price, price.ContractedUnitPrice)}";
        foreach (var line in agreed.ExplainPrice())
        {
            yield return $"agreed: {line}";
        }
    }

    /// <summary>What usage under a commitment costs of it; <see langword="null"/>: it is under none.</summary>
    public static string? OfCommitment(FocusRow row)
    {
        if (row.Commitment is not { Status: "Used" } commitment)
        {
            return null;
        }

        var (quantity, cost) = (commitment.Quantity, row.Costs.Effective);
        var used =
            commitment.Category == FocusCommitments.Spend ? "drawn from it at the prices above"
            : Exact.TryDivide(cost, quantity, out var rate)
                ? $"{DecimalText.Of(quantity)} {commitment.Unit} at its {DecimalText.Of(rate)}"
            : $"its price of {DecimalText.Of(quantity)} {commitment.Unit}";
        return $"commitment {commitment.Id} ({commitment.Name}): effective cost {DecimalText.Of(cost)}, {used}";
    }

    private static string Product(FocusPrice price, decimal unitPrice) =>
        $"{DecimalText.Of(price.Quantity)} x {price.Unit} at {DecimalText.Of(unitPrice)}";
}
