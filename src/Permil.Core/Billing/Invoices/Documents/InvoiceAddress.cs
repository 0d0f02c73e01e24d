using Permil.Billing.Contracts;

namespace Permil.Billing.Invoices.Documents;

/// <summary>A side of an invoice as it is printed.</summary>
/// <param name="Heading">Which side.</param>
/// <param name="Name">Who.</param>
/// <param name="Lines">Postal address, tax id, mail address.</param>
public sealed record InvoiceAddress(string Heading, string Name, IReadOnlyList<string> Lines)
{
    internal static InvoiceAddress Of(string heading, Party party)
    {
        var lines = party.Address.ToList();
        if (party.TaxId is { } taxId)
        {
            lines.Add($"Tax id {taxId}");
        }

        if (party.Email is { } email)
        {
            lines.Add(email);
        }

        return new InvoiceAddress(heading, party.Name, lines);
    }
}
