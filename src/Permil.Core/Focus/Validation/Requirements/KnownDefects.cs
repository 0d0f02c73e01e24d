namespace Permil.Focus.Validation.Requirements;

/// <summary>
/// Rules that a published model has wrong. Each is known by its id and by how it is written: once the model is mended
/// the rule is checked again.
/// </summary>
internal static class KnownDefects
{
    private static readonly Dictionary<string, (string[] Forms, string Reason)> Defects = new(StringComparer.Ordinal)
    {
        ["ConsumedQuantity-C-006-C"] = (
            ["CheckNotValue(ConsumedQuantity, null) IF CheckValue(ChargeClass, Correction)"],
            "its condition is the opposite of its words"
        ),
        ["CommitmentDiscountStatus-C-003-C"] = (
            ["CheckNotValue(CommitmentDiscountStatus, null) IF CheckValue(CommitmentDiscountId, null)"],
            "it asks for a value where its words ask for null"
        ),
        ["CommitmentDiscountStatus-C-004-C"] = (
            ["CheckNotValue(CommitmentDiscountStatus, null) IF CheckValue(CommitmentDiscountId, null)"],
            "its condition is the opposite of its words"
        ),
        ["CommitmentDiscountStatus-C-005-M"] = (
            [
                "OR(CheckValue(CommitmentDiscountStatus, Active), CheckValue(CommitmentDiscountStatus, Expired), CheckValue(CommitmentDiscountStatus, Pending))",
            ],
            "it allows Active, Expired and Pending where the specification has Used and Unused"
        ),
        ["CommitmentDiscountQuantity-C-007-C"] = (
            [
                "CheckValue(CommitmentDiscountQuantity, null) IF OR(AND(CheckNotValue(ChargeCategory, Usage), CheckNotValue(ChargeCategory, Purchase)), CheckValue(CommitmentDiscountId, null), CheckValue(ChargeClass, Correction))",
            ],
            "it forbids a correction the quantity that another rule allows it"
        ),
        ["InvoiceId-C-004-C"] = (
            ["CheckValue(InvoiceId, null)"],
            "it asks for null in every row; whether a charge is on an invoice is not in the file"
        ),
        ["InvoiceId-C-005-C"] = (
            ["CheckNotValue(InvoiceId, null)"],
            "it asks for a value in every row; whether a charge is on an invoice is not in the file"
        ),
        ["EffectiveCost-C-005-C"] = (
            ["CheckValue(EffectiveCost, 0) IF CheckValue(ChargeCategory, Purchase)"],
            "it wants 0 for every purchase, its words only for those that cover future charges"
        ),
        ["PricingCurrencyEffectiveCost-C-004-M"] = (
            ["CheckGreaterOrEqualThanValue(PricingCurrencyListUnitPrice, 0)"],
            "it tests another column than its words"
        ),
        ["PricingCurrencyContractedUnitPrice-C-012-C"] = (
            [
                "CheckValue(PricingCurrencyContractedUnitPrice, null) IF CheckNotValue(SkuPriceId, null)",
                "CheckNotValue(PricingCurrencyContractedUnitPrice, null) IF CheckValue(SkuPriceId, null)",
            ],
            "it is the opposite of its words"
        ),
    };

    /// <summary>What is wrong with a rule; <see langword="null"/>: nothing that is known.</summary>
    public static string? ReasonOf(Requirement requirement)
    {
        if (!Defects.TryGetValue(requirement.ShortId, out var defect))
        {
            return null;
        }

        var form = requirement.Condition is null
            ? $"{requirement.Check}"
            : $"{requirement.Check} IF {requirement.Condition}";

        // A rule that asks for null or for a value everywhere is told by its requirement alone.
        return Array.Exists(defect.Forms, known => known == form || known == $"{requirement.Check}")
            ? $"the model has this rule wrong: {defect.Reason}"
            : null;
    }
}
