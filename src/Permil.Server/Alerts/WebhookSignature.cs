using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Permil.Server.Alerts;

/// <summary>By what a receiver knows who sent a webhook, and that it is no old one sent again.</summary>
public static class WebhookSignature
{
    public const string Header = "X-Permil-Signature";

    /// <summary><c>t=TIME,v1=HEX</c>: HMAC-SHA256 of the time, a point and the body.</summary>
    /// <param name="secret">Shared with the receiver; its UTF-8 bytes are the key.</param>
    /// <param name="sentAt">When it is sent; whole seconds count.</param>
    /// <param name="body">As it is sent.</param>
    public static string Of(string secret, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        var time = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hash.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
