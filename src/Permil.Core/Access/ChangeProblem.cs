namespace Permil.Access;

/// <summary>What is wrong with a wish to change the account book.</summary>
public enum ChangeProblem
{
    /// <summary>A value that is never allowed.</summary>
    Invalid,

    /// <summary>It names something that is not there.</summary>
    NotFound,

    /// <summary>What it wants does not go with what is there.</summary>
    Conflict,
}
