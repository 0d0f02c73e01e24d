namespace Permil.Storage.Spend;

/// <summary>Where an amount is known from.</summary>
public enum SpendSource
{
    /// <summary>Stored usage, priced and billed by Permil.</summary>
    Own,

    /// <summary>A provider's FOCUS file: billed as it says.</summary>
    Imported,
}
