using System.Security.Cryptography;
using System.Text;

namespace Permil.Focus.Export;

/// <summary>Names rows by what they are told apart by. Rows of usage have the begin of their charge period behind it.</summary>
internal static class FocusRowId
{
    private const int Bytes = 10;

    public static string Of(params ReadOnlySpan<string?> parts)
    {
        // A unit separator is in no name: parts cannot run into each other.
        var text = string.Join('\u001f', parts!);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }
}
