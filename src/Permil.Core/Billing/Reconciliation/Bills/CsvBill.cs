using System.Globalization;
using CsvHelper;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>Reads a bill in CSV with a header (RFC 4180; commas, semicolons or tabs).</summary>
internal sealed class CsvBill(BillReader bill, string file, IReadOnlyDictionary<string, string> named)
{
    private static readonly ReadOptions Options = new() { DefaultTime = null };

    public void Read(ReadOnlyMemory<byte> text)
    {
        using var stream = new MemoryStream(text.ToArray());
        using var lines = new LineSource(stream, Options.MaxLineBytes);
        var records = new CsvRecordSource(lines, Options);
        CsvReaderOptions? form = null;
        BillColumns? columns = null;
        var width = 0;
        while (records.MoveNext())
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{file}:{records.Line}");
            if (records.Fault is { } fault)
            {
                throw new BillFormatException($"{where}: {fault}");
            }

            form ??= new CsvReaderOptions
            {
                HasHeader = false,
                Separator = CsvDelimiter.Of(records.Bytes.Span),
                MalformedData = CsvMalformedDataHandling.Throw,
            };
            var row = Fields(records.Bytes, form, where);
            if (columns is null)
            {
                (columns, width) = (new BillColumns(file, row, named), row.Length);
            }
            else if (row.Length == width)
            {
                ReadRow(columns, row, where);
            }
            else if (!row.All(string.IsNullOrWhiteSpace))
            {
                throw new BillFormatException(
                    $"{where}: found {row.Length} columns, allowed: {width} as in the first line"
                );
            }
        }
    }

    private static string[] Fields(ReadOnlyMemory<byte> record, CsvReaderOptions form, string where)
    {
        try
        {
            using var parser = CsvReader.Create(record, form);
            return parser.Read() ? parser.Current.ToArray() : [];
        }
        catch (CsvFormatException exception)
        {
            throw new BillFormatException($"{where}: no CSV: {exception.Message}", exception);
        }
    }

    private void ReadRow(BillColumns columns, string[] row, string where)
    {
        try
        {
            bill.TakeCurrency(columns.Of(row, "currency"));
            var use = UseOf(columns, row);
            bill.Add(LineOf(columns, row, where), use, ModeOf(columns, row));
        }
        catch (Exception exception) when (exception is UsageFormatException or InexactAmountException)
        {
            throw new BillFormatException($"{where}: {exception.Message}", exception);
        }
    }

    private static BillLine LineOf(BillColumns columns, string[] row, string where)
    {
        var start =
            Time(columns, row, "start")
            ?? Time(columns, row, "date")
            ?? throw new UsageFormatException(
                $"{(columns.Has("date") ? "date" : "start")}: empty, allowed: a day or an instant"
            );
        var quantity = Number(columns, row, "quantity");
        var unitPrice = Number(columns, row, "unit_price");
        return new BillLine
        {
            Where = where,
            Start = start,
            End = Time(columns, row, "end") ?? start.AddDays(1),
            Product =
                columns.Of(row, "product")
                ?? columns.Of(row, "meter")
                ?? throw new UsageFormatException("product: empty, allowed: a name"),
            Model = columns.Of(row, "model") ?? "",
            Gpu = columns.Of(row, "gpu"),
            Quantity = quantity,
            UnitPrice = unitPrice,
            Cost =
                Number(columns, row, "cost")
                ?? (
                    quantity is { } count && unitPrice is { } price
                        ? new BilledNumber(Exact.Multiply(count.Value, price.Value))
                        : throw new UsageFormatException(
                            "cost: empty, allowed: an amount, or a quantity and a unit price"
                        )
                ),
            Key = columns.Of(row, "key"),
            Project = columns.Of(row, "project"),
        };
    }

    /// <summary>A meter by Permil's own name needs no table; any other text is a product's name.</summary>
    private static BilledUse? UseOf(BillColumns columns, string[] row)
    {
        if (columns.Of(row, "meter") is not { } name || !Meters.TryFind(name.ToLowerInvariant(), out var meter))
        {
            return null;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (columns.Of(row, "term") is { } term)
        {
            attributes.Add(Usage.Attribute.Term, term);
        }

        return new BilledUse(meter, ModeOf(meter), attributes);
    }

    private static Mode? ModeOf(BillColumns columns, string[] row)
    {
        if (columns.Of(row, "mode") is not { } text)
        {
            return null;
        }

        return ModeName.TryParse(text, out var mode)
            ? mode
            : throw new UsageFormatException($"mode: found '{text}', allowed: {string.Join(", ", ModeName.All)}");
    }

    /// <summary>How a meter is bought where the bill does not say.</summary>
    private static Mode ModeOf(Meter meter) =>
        meter == Meters.GpuClusterHours ? Mode.Cluster
        : meter == Meters.DedicatedEndpointHours ? Mode.Dedicated
        : meter == Meters.ProvisionedThroughputHours ? Mode.Provisioned
        : Mode.Serverless;

    private static DateTimeOffset? Time(BillColumns columns, string[] row, string field) =>
        columns.Of(row, field) is { } text ? EventTime.Parse(field, text) : null;

    private static BilledNumber? Number(BillColumns columns, string[] row, string field) =>
        columns.Of(row, field) is { } text ? BilledNumber.Parse(field, text) : null;
}
