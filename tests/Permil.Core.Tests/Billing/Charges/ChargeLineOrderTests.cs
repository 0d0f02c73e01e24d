using Permil.Usage;
using static Permil.Billing.TestBilling;

namespace Permil.Billing.Charges;

public sealed class ChargeLineOrderTests
{
    /// <summary>Each differs from the one before in what is looked at next, and is smaller in all that comes after.</summary>
    private static readonly ChargeLine[] Rising =
    [
        Line("b", "m", Mode.Batch, Meters.OutputTokens, "s2", ["y"], 2, 9, 9, "u"),
        Line("c", "a", Mode.Batch, Meters.OutputTokens, "s2", ["y"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Serverless, Meters.OutputTokens, "s2", ["y"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.CachedInputTokens, "s2", ["y"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s1", ["y"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["x", "z"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 1, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, 8, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, 9, 8, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, 9, 9, "t"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, 9, 9, "u"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, 9, null, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 2, null, 1, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y"], 3, 1, 1, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y", "a"], 1, 1, 1, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y", "b"], 1, 1, 1, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", ["y", null], 1, 1, 1, "a"),
        Line("c", "n", Mode.Batch, Meters.InputTokens, "s2", [null], 1, 1, 1, "a"),
    ];

    [Fact]
    public void Compare_AnyTwo_IsByTheFirstThatDiffers()
    {
        for (var i = 0; i < Rising.Length; i++)
        {
            for (var j = 0; j < Rising.Length; j++)
            {
                Math.Sign(ChargeLineOrder.Instance.Compare(Rising[i], Rising[j]))
                    .ShouldBe(i.CompareTo(j), $"{i} and {j}");
            }
        }
    }

    private static ChargeLine Line(
        string provider,
        string model,
        Mode mode,
        Meter meter,
        string sku,
        string?[] owner,
        int day,
        decimal? list,
        decimal? contracted,
        string unit
    ) =>
        new()
        {
            Key = new ChargeKey(provider, model, mode, meter, sku, unit, list, contracted, new OwnerValues(owner)),
            Start = October.Start.AddDays(day),

            // Lines are in order whatever they were priced by.
            Price = null!,
            Events = 1,
            ConsumedQuantity = 1,
            PricingQuantity = 1,
            ListCost = 1,
            ContractedCost = 1,
        };
}
