using System.Security.Cryptography;
using System.Text;

namespace Permil.Billing.Invoices;

/// <summary>One file that a bill was made by.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">As the caller named it.</param>
/// <param name="Text">All of it.</param>
public sealed record TermsText(TermsKind Kind, string Name, string Text)
{
    /// <summary>SHA-256 of the text, hexadecimal: names it for ever.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
