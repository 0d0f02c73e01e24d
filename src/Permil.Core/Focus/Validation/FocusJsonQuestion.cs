namespace Permil.Focus.Validation;

/// <summary>What can be asked of the values that a path leads to.</summary>
public enum FocusJsonQuestion
{
    /// <summary>The path leads to something.</summary>
    Exists,

    /// <summary>The values are of the type: string, number, boolean, object, array or null.</summary>
    IsType,

    /// <summary>The values are this text, number, or null.</summary>
    IsValue,

    /// <summary>No value is this one.</summary>
    IsNotValue,

    /// <summary>The values are what the column says that the argument names.</summary>
    IsSameAsColumn,

    /// <summary>The values are objects of which every key begins so.</summary>
    KeysStartWith,

    /// <summary>The values are objects without other objects or lists in them.</summary>
    IsKeyValue,

    /// <summary>The values are numbers.</summary>
    IsNumeric,

    /// <summary>The values are units.</summary>
    IsUnit,

    /// <summary>The values are texts of ASCII.</summary>
    IsText,
}
