namespace Permil.Pricing;

/// <summary>Whether every parameter works on every token.</summary>
public enum Architecture
{
    Dense,

    /// <summary>Mixture of experts: only some of the parameters work on a token.</summary>
    MixtureOfExperts,
}
