namespace Permil.Billing.Bills;

/// <summary>Whether a line is usage that a commitment paid for, or the part of one that nobody used.</summary>
public enum CommitmentStatus
{
    Used,
    Unused,
}
