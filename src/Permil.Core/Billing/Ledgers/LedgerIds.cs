using System.Globalization;

namespace Permil.Billing.Ledgers;

/// <summary>How transactions are named: the same thing always by the same name.</summary>
public static class LedgerIds
{
    public static string Invoice(string number) => $"invoice/{number}";

    public static string Void(string number) => $"{Invoice(number)}/void";

    /// <param name="document">The transaction with which the credit is settled.</param>
    /// <param name="credit">The credit.</param>
    public static string Expired(string document, string credit) => $"{document}/expired/{credit}";

    /// <param name="credit">The credit.</param>
    /// <param name="change">1 when it is granted; more when that is put right.</param>
    public static string Granted(string credit, int change) =>
        change == 1
            ? $"credit/{credit}/granted"
            : string.Create(CultureInfo.InvariantCulture, $"credit/{credit}/granted/{change}");
}
