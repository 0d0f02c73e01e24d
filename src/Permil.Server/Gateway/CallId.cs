using System.Security.Cryptography;

namespace Permil.Server.Gateway;

/// <summary>Names of calls: <c>req_</c>, then the millisecond and 80 bits no one can guess, so that names sort by time.</summary>
internal static class CallId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeCharacters = 10;
    private const int RandomCharacters = 16;

    /// <summary>Random bytes of names to come: asking the generator costs as much for one name as for many.</summary>
    private const int NamesAtOnce = 64;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _left;

    public static string Next(DateTimeOffset time)
    {
        var random = NextRandom();
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

    private static ReadOnlySpan<byte> NextRandom()
    {
        _random ??= new byte[NamesAtOnce * RandomCharacters];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(_random);
            _left = NamesAtOnce;
        }

        _left--;
        return _random.AsSpan(_left * RandomCharacters, RandomCharacters);
    }
}
