using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Permil.Rating;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Billing.Reconciliation.Bills;

/// <summary>
/// Reads the files of one provider's bill: pages of Together's billing usage, pages of OpenAI's organization costs, or CSV
/// with named columns. Several pages may be in one file, and a bill in several files.
/// </summary>
/// <param name="products">What the bill's products are.</param>
/// <param name="provider">Whose bill it is where the files do not say.</param>
/// <param name="columns">The caller's names of CSV columns.</param>
public sealed class BillReader(
    BillProducts products,
    string? provider = null,
    IReadOnlyDictionary<string, string>? columns = null
)
{
    /// <summary>What a CSV bill can say, for messages; the caller may name a column for each.</summary>
    public static IEnumerable<string> CsvFields => BillColumns.Names.Keys;

    private readonly List<BillLine> _lines = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _pages = new(StringComparer.Ordinal);
    private string? _currency;
    private string? _provider = provider;
    private DateTimeOffset? _end;

    /// <summary>Reads one file.</summary>
    /// <param name="content">The whole file: bills are small beside the usage they are for.</param>
    /// <param name="file">Its name for messages.</param>
    /// <exception cref="BillFormatException">It is no bill, or a line of it cannot be read.</exception>
    public void Read(ReadOnlyMemory<byte> content, string file)
    {
        var text = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        var first = text.Span.TrimStart(" \t\r\n"u8);
        if (first.IsEmpty)
        {
            throw new BillFormatException($"{file}: the file is empty");
        }

        try
        {
            if (first[0] is (byte)'{' or (byte)'[')
            {
                ReadJson(text, file);
            }
            else
            {
                new CsvBill(this, file, columns ?? new Dictionary<string, string>(StringComparer.Ordinal)).Read(text);
            }
        }
        catch (JsonException exception)
        {
            throw new BillFormatException(
                $"{file}: no JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}",
                exception
            );
        }
    }

    /// <summary>Everything read.</summary>
    public ProviderBill Finish() =>
        new()
        {
            Provider = _provider,
            Currency = _currency,
            Lines = _lines,
            End = _end ?? (_lines.Count == 0 ? null : _lines.Max(line => line.End)),
            Notes = _notes,
        };

    /// <exception cref="UsageFormatException">The files name two providers.</exception>
    internal void TakeProvider(string name)
    {
        if (_provider is not null && !string.Equals(_provider, name, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageFormatException($"provider: found '{name}' beside '{_provider}', allowed: one provider");
        }

        _provider = name;
    }

    /// <exception cref="UsageFormatException">The lines are in two currencies.</exception>
    internal void TakeCurrency(string? currency)
    {
        if (currency is null)
        {
            return;
        }

        var upper = currency.ToUpperInvariant();
        if (_currency is not null && !string.Equals(_currency, upper, StringComparison.Ordinal))
        {
            throw new UsageFormatException($"currency: found '{upper}' beside '{_currency}', allowed: one currency");
        }

        _currency = upper;
    }

    internal void TakeEnd(DateTimeOffset end) => _end = _end is { } known && known > end ? known : end;

    internal void Note(string note) => _notes.Add(note);

    /// <summary>Adds a line; the quantity and price are those of the bill's own unit.</summary>
    /// <param name="line">The line.</param>
    /// <param name="stated">What the product is where the bill says so in Permil's words.</param>
    /// <param name="mode">How it was bought where the bill says so beside the product.</param>
    internal void Add(BillLine line, BilledUse? stated = null, Mode? mode = null)
    {
        var (times, per) = (1m, 1m);
        var use = stated ?? products.Find(_provider, line.Product, out times, out per);
        use = use is not null && mode is { } bought ? use with { Mode = bought } : use;
        _lines.Add(
            line with
            {
                Use = use is null ? null : WithGpu(use, line),
                Quantity = InMeterUnit(line.Quantity, times, per),
                UnitPrice = InMeterUnit(line.UnitPrice, per, times),
            }
        );
    }

    /// <summary>GPUs are what is sold of clusters and endpoints; elsewhere their name is a remark.</summary>
    private static BilledUse WithGpu(BilledUse use, BillLine line)
    {
        if (use.Meter != Meters.GpuClusterHours && use.Meter != Meters.DedicatedEndpointHours)
        {
            return use;
        }

        var gpu =
            line.Gpu is { } named ? GpuClass.Of(named)
            : GpuClass.TryFind(line.Product, out var found) ? found
            : null;
        return gpu is null
            ? use
            : use with
            {
                Attributes = new Dictionary<string, string>(use.Attributes, StringComparer.Ordinal)
                {
                    [Usage.Attribute.Gpu] = gpu,
                },
            };
    }

    private static BilledNumber? InMeterUnit(BilledNumber? number, decimal times, decimal per)
    {
        if (number is not { } shown || times == per)
        {
            return number;
        }

        var value = Exact.MultiplyDivideToQuantity(shown.Value, times, per);
        var halfUnit = BilledNumber.PowerOfTen(-shown.Value.Scale) / 2;
        var isWhole = decimal.IsInteger(shown.Value);
        return new BilledNumber(value, (shown.Noise + (isWhole ? 0 : halfUnit)) * times / per + ConversionNoise);
    }

    /// <summary>Stored hours of minutes are rounded one by one: a month of them is off by far less than this.</summary>
    private const decimal ConversionNoise = 0.000_000_1m;

    private void ReadJson(ReadOnlyMemory<byte> text, string file)
    {
        var json = new Utf8JsonReader(text.Span, new JsonReaderOptions { AllowMultipleValues = true });
        var number = 0;
        while (json.Read())
        {
            using var document = JsonDocument.ParseValue(ref json);
            var pages =
                document.RootElement.ValueKind == JsonValueKind.Array
                    ? document.RootElement.EnumerateArray().ToList()
                    : [document.RootElement];
            foreach (var page in pages)
            {
                number++;
                ReadPage(page, string.Create(CultureInfo.InvariantCulture, $"{file}: page {number}"));
            }
        }
    }

    private void ReadPage(JsonElement page, string where)
    {
        var digest = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(page.GetRawText())));
        if (!_pages.Add(digest))
        {
            _notes.Add($"{where} is the same as an earlier page; it counts once");
            return;
        }

        try
        {
            if (page.Has("billing_period") && page.TryArray("data", out _))
            {
                TogetherBillPage.Read(page, where, this);
            }
            else if (page.TextIs("object", "page") && page.TryArray("data", out _))
            {
                OpenAiCostsPage.Read(page, where, this);
            }
            else
            {
                throw new UsageFormatException(
                    $"found {(page.ValueKind == JsonValueKind.Object ? $"an object with {JsonFields.KeysOf(page)}" : JsonFields.Shown(page))}, allowed: pages of Together's billing usage (billing_period, data) or of OpenAI's organization costs (object: page, data)"
                );
            }
        }
        catch (Exception exception) when (exception is UsageFormatException or InexactAmountException)
        {
            throw new BillFormatException($"{where}: {exception.Message}", exception);
        }
    }
}
