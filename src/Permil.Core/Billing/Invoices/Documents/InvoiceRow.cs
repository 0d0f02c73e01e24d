namespace Permil.Billing.Invoices.Documents;

/// <summary>A row of a table, in texts. <see langword="null"/>: the cell is empty.</summary>
public sealed record InvoiceRow
{
    /// <summary>What it is, for example meter and mode.</summary>
    public required string What { get; init; }

    public string? SubAccount { get; init; }

    /// <summary>Said below, in smaller letters.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public string? Quantity { get; init; }

    public string? Unit { get; init; }

    /// <summary>The list price of one unit.</summary>
    public string? UnitPrice { get; init; }

    /// <summary>What was agreed where it differs from <see cref="UnitPrice"/>.</summary>
    public string? AgreedPrice { get; init; }

    public string? ListCost { get; init; }

    /// <summary>What discounts and commitments take off: <see cref="ListCost"/> and this are <see cref="Amount"/>.</summary>
    public string? Reduction { get; init; }

    public required string Amount { get; init; }

    /// <summary>Whether it has nothing but an amount, as a credit does.</summary>
    public bool IsPlain => SubAccount is null && Quantity is null && UnitPrice is null && ListCost is null;
}
