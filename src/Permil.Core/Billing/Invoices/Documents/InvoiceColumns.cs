namespace Permil.Billing.Invoices.Documents;

/// <summary>The columns of an invoice's tables, right of what a row is.</summary>
internal static class InvoiceColumns
{
    /// <summary>The place of the only column that is set to the left.</summary>
    public const int Unit = 1;

    /// <summary>The place of the prices: of the one agreed on stands below the list price.</summary>
    public const int Price = 2;

    /// <summary>The place of the last one.</summary>
    public const int Amount = 5;

    public static readonly IReadOnlyList<string> Headings =
    [
        "Quantity",
        "Unit",
        "Unit price",
        "List cost",
        "Reduction",
        "Amount",
    ];

    /// <summary>Those of a section; empty for columns in which none of its rows has anything.</summary>
    public static string[] HeadingsOf(InvoiceSection section) =>
        [.. Headings.Select((heading, i) => section.IsPlain && i != Amount ? "" : heading)];

    /// <summary>A text a heading; empty where there is none.</summary>
    public static string[] Of(InvoiceRow row) =>
        [row.Quantity ?? "", row.Unit ?? "", row.UnitPrice ?? "", row.ListCost ?? "", row.Reduction ?? "", row.Amount];

    /// <summary>Of the sum below the rows.</summary>
    public static string[] Of(InvoiceSection section) =>
        ["", "", "", section.ListCost ?? "", section.Reduction ?? "", section.Amount];

    /// <summary>The line below a row's figures; <see langword="null"/>: there is none.</summary>
    public static string[]? Below(InvoiceRow row) =>
        row.AgreedPrice is { } agreed ? ["", "", $"agreed {agreed}", "", "", ""] : null;

    /// <summary>Every line of figures that an invoice has.</summary>
    public static IEnumerable<string[]> Of(InvoiceLayout layout) =>
        layout.Sections.SelectMany(section =>
            section
                .Groups.SelectMany(group => group.Rows)
                .SelectMany(row => new[] { Of(row), Below(row) })
                .OfType<string[]>()
                .Append(Of(section))
        );
}
