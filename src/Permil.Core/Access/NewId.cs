using System.Security.Cryptography;

namespace Permil.Access;

/// <summary>Ids of what is put into the account book: short enough to type, never given twice.</summary>
internal static class NewId
{
    private const int Digits = 6;

    /// <param name="prefix">What it names, as in <c>key_</c>.</param>
    /// <param name="taken">Ids that are in use.</param>
    public static string Of(string prefix, IEnumerable<string> taken)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        string id;
        do
        {
            id = prefix + RandomNumberGenerator.GetHexString(Digits, lowercase: true);
        } while (known.Contains(id));

        return id;
    }
}
