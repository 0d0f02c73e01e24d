using Permil.Usage;

namespace Permil.Billing.Reconciliation;

public sealed class BilledSkuTests
{
    [Theory]
    [InlineData("", "", "-")]
    [InlineData("", "gpu=h100", "gpu=h100")]
    [InlineData("big", "", "big")]
    [InlineData("big", "method=lora", "big (method=lora)")]
    public void Subject_OfAModelOrDimensions_IsWhatThereIs(string model, string dimensions, string subject) =>
        new BilledSku(model, Mode.Serverless, Meters.InputTokens, dimensions).Subject.ShouldBe(subject);
}
