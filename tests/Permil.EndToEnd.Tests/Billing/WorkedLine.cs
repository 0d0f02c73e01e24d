namespace Permil.Billing;

/// <summary>A line of an invoice as the page writes it and as the program prints it.</summary>
/// <param name="Period">The month it arose in.</param>
/// <param name="IsCorrection">Whether that month had been invoiced before.</param>
/// <param name="Category">usage, used and unused (of a commitment), purchase, credit, tax, rounding.</param>
/// <param name="SubAccount">Empty where it is nobody's.</param>
/// <param name="What">The model without its maker, or the rule or credit.</param>
/// <param name="Usage">Mode and meter in short.</param>
/// <param name="Quantity">In the unit of the price; 0 where there is none.</param>
/// <param name="Price">For one unit, contracted; 0 where there is none.</param>
internal sealed record WorkedLine(
    string Period,
    bool IsCorrection,
    string Category,
    string SubAccount,
    string What,
    string Usage,
    decimal Quantity,
    decimal Price,
    decimal List,
    decimal Contracted,
    decimal Effective,
    decimal Billed
)
{
    /// <summary>The lines of a table; rows with sums are none. Rounding is of the document, not of the month that is corrected.</summary>
    public static IReadOnlyList<WorkedLine> Of(IReadOnlyList<WorkedRow> rows, string period, bool isCorrection) =>
        [
            .. rows.Where(row => row["category"] is not ("before tax" or "total"))
                .Select(row => new WorkedLine(
                    period,
                    isCorrection && row["category"] != "rounding",
                    row["category"],
                    row["sub-account"],
                    row["what"],
                    row["usage"],
                    row.Number("quantity"),
                    row.Number("price"),
                    row.Number("list"),
                    row.Number("contracted"),
                    row.Number("effective"),
                    row.Number("billed")
                )),
        ];
}
