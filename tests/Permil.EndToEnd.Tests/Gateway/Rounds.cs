using System.Diagnostics;
using System.Globalization;

namespace Permil.Gateway;

/// <summary>How often tests are repeated that find more the longer they run.</summary>
internal static class Rounds
{
    /// <summary>The numbers of the rounds: as many as a variable says, otherwise as many as begin within a time, one at least.</summary>
    public static IEnumerable<int> Of(string variable, TimeSpan otherwiseWithin)
    {
        var clock = Stopwatch.StartNew();
        var told = Environment.GetEnvironmentVariable(variable);
        var rounds = told is null ? int.MaxValue : int.Parse(told, NumberStyles.None, CultureInfo.InvariantCulture);
        for (
            var round = 1;
            round <= rounds && (told is not null || round == 1 || clock.Elapsed < otherwiseWithin);
            round++
        )
        {
            yield return round;
        }
    }
}
