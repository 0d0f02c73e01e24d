using Permil.Billing;
using Permil.Billing.Bills;
using Permil.Billing.Showback;
using Permil.Focus.Export;

namespace Permil.Storage.Reports;

/// <summary>What is in the costs of a report and is no usage of its period.</summary>
/// <param name="What">In words, as in <c>unused commitments</c>.</param>
/// <param name="Costs">All of it.</param>
public sealed record BesideUsage(string What, ShowbackCosts Costs)
{
    internal const string Rounding = "rounding";

    /// <summary>What a row is in words; <see langword="null"/>: usage of its period.</summary>
    internal static string? WhatOf(FocusRow row) =>
        row switch
        {
            { IsCorrection: true } => "corrections of invoiced months",
            { Line: null } => "prepaid credits bought",
            { Line.CreditKind: CreditKind.Prepaid } => "prepaid credits used",
            { Line.Commitment: CommitmentStatus.Unused } => "unused commitments",
            { Line.Rule: BillLineKey.Rounding } => Rounding,
            _ => row.Category switch
            {
                ChargeCategory.Usage => null,
                ChargeCategory.Purchase => "commitments bought",
                ChargeCategory.Credit => "credits",
                ChargeCategory.Tax => "tax",
                _ => "minimums and what was missing of commitments",
            },
        };
}
