namespace Permil.Pricing;

/// <summary>How far a price can be trusted, best first.</summary>
public enum Confidence
{
    /// <summary>Printed by the provider.</summary>
    Official,

    /// <summary>Printed by the provider, transcribed by a third party.</summary>
    OfficialViaThirdParty,

    /// <summary>Follows from an official price by an official rule.</summary>
    Derived,

    /// <summary>Kept by a community project.</summary>
    Community,

    /// <summary>Stated by someone else.</summary>
    ThirdParty,

    /// <summary>One end of a published range.</summary>
    Range,
}
