namespace Permil.Focus.Export;

/// <summary>How long the charge period of a row of usage is.</summary>
public enum FocusGranularity
{
    Day,
    Hour,
}
