namespace Permil.Focus.Validation;

/// <summary>How a file holds a column.</summary>
public enum FocusValueKind
{
    /// <summary>As text without a type, as CSV does: the values tell.</summary>
    Untyped,

    String,

    /// <summary>Numbers with all their digits.</summary>
    Decimal,

    /// <summary>Numbers that may have lost digits: products are compared to 14 digits.</summary>
    Double,

    /// <summary>Moments, handed on as the specification writes them.</summary>
    DateTime,

    /// <summary>Maps, structures and lists, handed on as JSON.</summary>
    Json,

    /// <summary>A kind that no column of the specification has.</summary>
    Other,
}
