namespace Permil.Focus;

/// <summary>What kind of value a column holds.</summary>
public enum FocusDataType
{
    String,
    Decimal,
    DateTime,
    Json,
}
