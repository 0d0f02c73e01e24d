namespace Permil.Billing.Reconciliation.Bills;

/// <summary>One line of a provider's bill, as the provider counted it.</summary>
public sealed record BillLine
{
    /// <summary>File and place, for messages.</summary>
    public required string Where { get; init; }

    /// <summary>The first instant of the window the line is for, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The first instant behind the window.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>What the bill calls it.</summary>
    public required string Product { get; init; }

    /// <summary>As the bill writes it; empty when the line names none.</summary>
    public string Model { get; init; } = "";

    /// <summary>The GPU as the bill writes it, where the line names one.</summary>
    public string? Gpu { get; init; }

    /// <summary>What the product is; <see langword="null"/> when its name is not understood.</summary>
    public BilledUse? Use { get; init; }

    /// <summary>In the meter's unit; <see langword="null"/> when the bill gives a cost only.</summary>
    public BilledNumber? Quantity { get; init; }

    /// <summary>For one of the meter's unit, where the bill gives it.</summary>
    public BilledNumber? UnitPrice { get; init; }

    /// <summary>In the bill's currency.</summary>
    public required BilledNumber Cost { get; init; }

    /// <summary>The provider's id of the key the calls were made with; <see langword="null"/>: the line names none.</summary>
    public string? Key { get; init; }

    /// <summary>The provider's id of the project.</summary>
    public string? Project { get; init; }
}
