using System.Globalization;
using Permil.Billing;
using Permil.Focus;
using Permil.Focus.Export;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Storage.Focus;

/// <summary>Which row of which account and month is meant.</summary>
/// <param name="RowId">As <see cref="FocusFields.RowIdName"/> says.</param>
/// <param name="Account">The billing account; empty: none. <see langword="null"/>: it is not known.</param>
/// <param name="Month">The billing period.</param>
public sealed record FocusRowPlace(string RowId, string? Account, BillingMonth Month)
{
    private static readonly string[] Needed = [FocusFields.RowIdName, "BillingAccountId", "BillingPeriodStart"];

    /// <summary>What a row says that changes with usage, prices and documents; its other columns are in its id.</summary>
    private static readonly string[] Amounts =
    [
        "InvoiceId",
        "ConsumedQuantity",
        "PricingQuantity",
        "ListUnitPrice",
        "ContractedUnitPrice",
        "ListCost",
        "ContractedCost",
        "EffectiveCost",
        "BilledCost",
        "CommitmentDiscountQuantity",
    ];

    /// <summary>What the file has in some columns; empty where none was read.</summary>
    public IReadOnlyDictionary<string, string?> Written { get; init; } = new Dictionary<string, string?>();

    /// <summary>Columns in which the row is another now than in the file.</summary>
    public IReadOnlyList<FocusChangedColumn> ChangesTo(FocusRow row) =>
        [
            .. FocusFields
                .Of(FocusVersion.V13)
                .Where(field => Written.ContainsKey(field.Name))
                .Select(field => new FocusChangedColumn(field.Name, Written[field.Name], field.Shown(row)))
                .Where(column => !IsSame(column.File, column.Now)),
        ];

    private static bool IsSame(string? written, string? now) =>
        string.Equals(written, now, StringComparison.Ordinal)
        || (
            decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.TryParse(now, NumberStyles.Float, CultureInfo.InvariantCulture, out var other)
            && number == other
        );

    /// <summary>Reads a row of an exported file.</summary>
    /// <param name="file">CSV or Parquet.</param>
    /// <param name="row">The row's number, from 1, or its id.</param>
    /// <exception cref="IOException">The file cannot be read, is none of ours, or has no such row.</exception>
    public static FocusRowPlace Read(string file, string row)
    {
        var isNumber = long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number == 0)
        {
            throw new IOException($"{file}: found row 0, rows are counted from 1");
        }

        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{file}: there is no such file");
        }

        var names = FocusFile.Open(file).Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        if (Needed.Where(name => !names.Contains(name)).ToList() is { Count: > 0 } missing)
        {
            throw new IOException(
                $"{file}: it is no CostAndUsage that was exported here: it has no column {string.Join(", ", missing)}"
            );
        }

        var quoted = SqlText.File(file);
        var source =
            Path.GetExtension(file) == ".parquet"
                ? $"read_parquet({quoted})"
                : $"read_csv({quoted}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')";
        var amounts = Amounts.Where(names.Contains).Select(name => $", {name}::VARCHAR AS {name}");
        var select =
            $"SELECT {FocusFields.RowIdName}, BillingAccountId, strftime(CAST(BillingPeriodStart AS TIMESTAMPTZ) AT TIME ZONE 'UTC', '%Y-%m'){string.Concat(amounts)} FROM {source}";
        try
        {
            using var database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
            using var connection = database.Connect();
            using var result = isNumber
                ? connection.Query($"{select} LIMIT 1 OFFSET ?", number - 1)
                : connection.Query($"{select} WHERE {FocusFields.RowIdName} = ?", row);
            if (result.NextChunk() is not { } chunk)
            {
                throw new IOException($"{file}: found no row {row}");
            }

            var account = chunk.Text(1, 0)!;
            return new(
                chunk.Text(0, 0) ?? throw new IOException($"{file}: row {row} has no {FocusFields.RowIdName}"),
                account == FocusQuestion.NoAccount ? null : account,
                BillingMonth.Parse(chunk.Text(2, 0)!)
            )
            {
                Written = result
                    .Columns.Select((column, i) => (column.Name, Text: chunk.Text(i, 0)))
                    .Where(column => Amounts.Contains(column.Name, StringComparer.Ordinal))
                    .ToDictionary(column => column.Name, column => column.Text, StringComparer.Ordinal),
            };
        }
        catch (DuckDbException exception)
        {
            throw new IOException($"{file}: {exception.Message.Split('\n')[0]}", exception);
        }
    }
}
