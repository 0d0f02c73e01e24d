using System.Text.Json;
using System.Text.Json.Serialization;
using Permil.Json;

namespace Permil.Billing.Invoices;

/// <summary>Writes an invoice as JSON, always the same bytes for the same invoice, and reads it back equal.</summary>
public static class InvoiceJson
{
    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>UTF-8, indented, with a line feed at its end.</summary>
    public static byte[] Write(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        return [.. JsonSerializer.SerializeToUtf8Bytes(InvoiceDocument.Of(invoice), Options), (byte)'\n'];
    }

    /// <param name="bytes">What was written.</param>
    /// <param name="name">Names it in messages.</param>
    /// <exception cref="InvalidDataException">It is no invoice, or its sums are not those of its lines.</exception>
    public static Invoice Read(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var document =
                JsonSerializer.Deserialize<InvoiceDocument>(bytes, Options)
                ?? throw new JsonException("found null, allowed: an object");
            return document.ToInvoice();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{name}: {exception.Message}", exception);
        }
    }

    /// <summary>A kind as documents name it: <c>creditNote</c>.</summary>
    public static string NameOf(InvoiceKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" };
        options.Converters.Add(new SignedAmountConverter());
        options.Converters.Add(new BillingMonthConverter());
        options.Converters.Add(new JsonStringEnumConverter<InvoiceKind>(JsonNamingPolicy.CamelCase, false));
        options.Converters.Add(new JsonStringEnumConverter<TermsKind>(JsonNamingPolicy.CamelCase, false));
        options.Converters.Add(new JsonStringEnumConverter<ChargeCategory>(JsonNamingPolicy.CamelCase, false));
        options.Converters.Add(new JsonStringEnumConverter<Bills.CommitmentStatus>(JsonNamingPolicy.CamelCase, false));
        ProductJson.Apply(options);
        return options;
    }
}
