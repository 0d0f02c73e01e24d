namespace Permil.Billing.Ledgers;

/// <summary>What a transaction of the ledger was.</summary>
public enum LedgerTransactionKind
{
    /// <summary>An invoice or a note was issued.</summary>
    Issued,

    /// <summary>One was made void.</summary>
    Voided,

    /// <summary>An account got a credit, or what it got of one was put right.</summary>
    Granted,

    /// <summary>What was left of a credit at its end was taken out, or part of that put back since usage it paid for came late.</summary>
    Expired,
}
