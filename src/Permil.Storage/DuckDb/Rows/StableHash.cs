using System.Text;
using Permil.Rating;

namespace Permil.Storage.DuckDb.Rows;

/// <summary>64 bits that are the same in every process: what is stored by them can be found again.</summary>
internal static class StableHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    public static ulong Of(string text) => unchecked((ulong)EventIdHash.Of(Seed, Encoding.UTF8.GetBytes(text)));

    /// <summary>Adds a number to a hash; the order matters.</summary>
    public static ulong Mix(ulong hash, ulong number)
    {
        var high = Math.BigMul(hash ^ 0xD6E8FEB86659FD93, number ^ Seed, out var low);
        return unchecked((high ^ low) + hash);
    }
}
