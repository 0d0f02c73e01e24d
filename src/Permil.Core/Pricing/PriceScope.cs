namespace Permil.Pricing;

/// <summary>What a price is for. The order is the order of selection: the nearest scope wins.</summary>
public enum PriceScope
{
    /// <summary>One model by its id.</summary>
    Model,

    /// <summary>Models without a price of their own, by architecture and number of parameters.</summary>
    SizeClass,

    /// <summary>Everything the provider sells (a GPU-hour, a search), whatever the model.</summary>
    Provider,
}
