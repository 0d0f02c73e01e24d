namespace Permil.Access;

/// <summary>How an account pays.</summary>
public enum AccountTier
{
    /// <summary>Afterwards: credits are used first, but calls go on without.</summary>
    Paid,

    /// <summary>Only with credits. A new account gets what <see cref="FreeTier"/> says; calls are refused when all credits are used.</summary>
    Free,
}
