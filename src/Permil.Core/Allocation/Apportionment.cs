using System.Numerics;
using Permil.Rating;

namespace Permil.Allocation;

/// <summary>Cuts an amount into shares that add up to it to the last digit.</summary>
public static class Apportionment
{
    /// <summary>
    /// Every share is whole x weight / sum of weights, rounded down to so many decimals; what that leaves over goes, one
    /// unit of the last decimal each, to the shares that lost most, of equal ones to those that come first.
    /// </summary>
    /// <param name="whole">Below 0 it is cut as the amount above 0 is.</param>
    /// <param name="weights">0 or more each, not all 0.</param>
    /// <param name="decimals">
    /// Of the shares: more when the whole itself has more, fewer when a whole with so many would be more than a decimal holds.
    /// </param>
    /// <returns>The shares, in the order of the weights.</returns>
    public static IReadOnlyList<decimal> Apportion(decimal whole, IReadOnlyList<decimal> weights, int decimals)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        var scaled = SameScale(weights);
        var total = scaled.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        if (total.IsZero || scaled.Any(weight => weight.Sign < 0))
        {
            throw new ArgumentException("weights are 0 or more, and one is above 0", nameof(weights));
        }

        var (units, scale) = Units(Math.Abs(whole), decimals);
        var shares = new BigInteger[scaled.Length];
        var lost = new BigInteger[scaled.Length];
        var left = units;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = BigInteger.DivRem(units * scaled[i], total, out lost[i]);
            left -= shares[i];
        }

        // Fewer units are left than shares lost something: all that was lost adds up to them.
        foreach (var i in Enumerable.Range(0, shares.Length).OrderByDescending(i => lost[i]).Take((int)left))
        {
            shares[i]++;
        }

        // A share is no larger than the whole, which is held with these decimals.
        return [.. shares.Select(share => Math.Sign(whole) * Exact.FromParts(share, scale)!.Value)];
    }

    private static BigInteger[] SameScale(IReadOnlyList<decimal> weights)
    {
        var parts = weights.Select(Exact.Parts).ToArray();
        var scale = parts.Select(part => part.Scale).DefaultIfEmpty().Max();
        return [.. parts.Select(part => part.Mantissa * BigInteger.Pow(10, scale - part.Scale))];
    }

    private static (BigInteger Units, int Scale) Units(decimal whole, int decimals)
    {
        var (units, scale) = Exact.Parts(whole);
        for (; scale > decimals && (units % 10).IsZero; scale--)
        {
            units /= 10;
        }

        for (; scale < decimals && units * 10 <= Exact.MaxMantissa; scale++)
        {
            units *= 10;
        }

        return (units, scale);
    }
}
