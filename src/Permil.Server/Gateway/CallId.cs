using System.Security.Cryptography;

namespace Permil.Server.Gateway;

/// <summary>Names of calls: <c>req_</c>, then the millisecond and 80 bits no one can guess, so that names sort by time.</summary>
internal static class CallId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeCharacters = 10;
    private const int RandomCharacters = 16;

    public static string Next(DateTimeOffset time)
    {
        Span<byte> random = stackalloc byte[RandomCharacters];
        RandomNumberGenerator.Fill(random);
        Span<char> name = stackalloc char[4 + TimeCharacters + RandomCharacters];
        "req_".CopyTo(name);
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var i = TimeCharacters - 1; i >= 0; i--)
        {
            name[4 + i] = Alphabet[(int)(milliseconds & 31)];
            milliseconds >>= 5;
        }

        for (var i = 0; i < RandomCharacters; i++)
        {
            name[4 + TimeCharacters + i] = Alphabet[random[i] & 31];
        }

        return new string(name);
    }
}
