namespace Permil.Billing.Reconciliation.Bills;

/// <summary>Finds the columns of a CSV bill by their names.</summary>
internal sealed class BillColumns
{
    /// <summary>What a bill can say, and how columns that say it are called; case, spaces, <c>_</c> and <c>-</c> do not count.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Names { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["date"] = ["date", "day", "usage_date"],
            ["start"] = ["start", "start_time", "window_start", "ChargePeriodStart"],
            ["end"] = ["end", "end_time", "window_end", "ChargePeriodEnd"],
            ["product"] = ["product", "product_name", "line_item", "description", "ChargeDescription"],
            ["meter"] = ["meter", "metric", "usage_type"],
            ["mode"] = ["mode"],
            ["model"] = ["model", "model_id", "model_name"],
            ["quantity"] = ["quantity", "usage", "units", "ConsumedQuantity"],
            ["unit_price"] = ["unit_price", "price", "rate", "ListUnitPrice"],
            ["cost"] = ["cost", "amount", "total", "BilledCost"],
            ["currency"] = ["currency", "BillingCurrency"],
            ["key"] = ["key", "api_key_id", "key_id", "api_key"],
            ["project"] = ["project", "project_id", "SubAccountId"],
            ["gpu"] = ["gpu", "gpu_type"],
            ["term"] = ["term"],
        };

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <param name="file">For messages.</param>
    /// <param name="header">The first line's texts.</param>
    /// <param name="named">The caller's names.</param>
    /// <exception cref="BillFormatException">A column is missing.</exception>
    public BillColumns(string file, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> named)
    {
        var found = string.Join(", ", header.Select(name => name.Trim()));
        foreach (var (field, names) in Names)
        {
            var wanted = named.TryGetValue(field, out var own) ? [own] : names;
            var place = wanted
                .Select(name =>
                    Enumerable
                        .Range(0, header.Count)
                        .Where(at => Plain(header[at]) == Plain(name))
                        .Cast<int?>()
                        .FirstOrDefault()
                )
                .FirstOrDefault(at => at is not null);
            if (place is { } known)
            {
                _places.Add(field, known);
            }
            else if (own is not null)
            {
                throw new BillFormatException($"{file}: no column '{own}' for {field}; found: {found}");
            }
        }

        Require(file, found, "date", "start");
        Require(file, found, "product", "meter");
        if (!Has("cost") && !(Has("quantity") && Has("unit_price")))
        {
            throw Missing(file, found, "cost, or quantity and unit_price", ["cost", "quantity", "unit_price"]);
        }
    }

    public bool Has(string field) => _places.ContainsKey(field);

    /// <summary>The text of a field; <see langword="null"/> when it is empty or has no column.</summary>
    public string? Of(IReadOnlyList<string> row, string field) =>
        _places.TryGetValue(field, out var place) && row[place].Trim() is { Length: > 0 } text ? text : null;

    private void Require(string file, string found, string field, string other)
    {
        if (!Has(field) && !Has(other))
        {
            throw Missing(file, found, $"{field} or {other}", [field, other]);
        }
    }

    private static BillFormatException Missing(string file, string found, string what, string[] fields) =>
        new(
            $"{file}: no column for {what}; found: {found}; allowed names: {string.Join("; ", fields.Select(field => string.Join(", ", Names[field])))}; or name yours with --columns {fields[0]}=NAME"
        );

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
