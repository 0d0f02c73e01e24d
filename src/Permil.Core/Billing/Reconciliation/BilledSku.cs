using Permil.Usage;

namespace Permil.Billing.Reconciliation;

/// <summary>
/// What is sold, as the price book tells it apart: both sides are brought to it, so that cached input of a model without
/// a cached price, or a batch without a batch price, stands where the provider bills it.
/// </summary>
/// <param name="Model">The book's id of the model, or as it is written; empty for what is sold without one.</param>
/// <param name="Mode">Of the price.</param>
/// <param name="Meter">Of the price.</param>
/// <param name="Dimensions">What the price is for beside these, as <c>gpu=h100, term=on-demand</c>; empty for most.</param>
public sealed record BilledSku(string Model, Mode Mode, Meter Meter, string Dimensions)
{
    /// <summary>The model, or what stands in its place.</summary>
    public string Subject =>
        (Model.Length, Dimensions.Length) switch
        {
            (0, 0) => "-",
            (0, _) => Dimensions,
            (_, 0) => Model,
            _ => $"{Model} ({Dimensions})",
        };
}
