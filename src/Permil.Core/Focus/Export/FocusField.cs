namespace Permil.Focus.Export;

/// <summary>A column of a dataset with what a row has in it: exactly one of the three is set.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="DataType">What it holds.</param>
public sealed record FocusField<TRow>(string Name, FocusDataType DataType)
{
    /// <summary>A text or JSON; never empty, null instead.</summary>
    public Func<TRow, string?>? Text { get; init; }

    public Func<TRow, decimal?>? Number { get; init; }

    /// <summary>UTC.</summary>
    public Func<TRow, DateTimeOffset?>? Time { get; init; }

    /// <summary>The written form, as in CSV; <see langword="null"/> for null.</summary>
    public string? Shown(TRow row) =>
        Number is { } number ? (number(row) is { } value ? Rating.DecimalText.Of(value) : null)
        : Time is { } time ? (time(row) is { } instant ? FocusTime.Text(instant) : null)
        : Text!(row);
}
