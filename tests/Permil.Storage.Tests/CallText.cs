using System.Globalization;
using Permil.Storage.DuckDb;
using Permil.Usage;

namespace Permil.Storage;

/// <summary>Calls for tests, and everything an intent says as one text.</summary>
internal static class CallText
{
    /// <summary>A call that may cost as many dollars as its number; some say more than others.</summary>
    public static CallIntent Intent(int number) =>
        new(
            Program.IntakeEvent(number) with
            {
                Usage = [],
                UnsettledReason = number % 3 == 0 ? "the call was cut off" : null,
                Account = "acme 😀",
                Tags =
                    number % 2 == 0
                        ? new Dictionary<string, string>(StringComparer.Ordinal)
                        : new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "k\"1" },
            },
            number % 5 == 0 ? null : number + 0.000_000_000_1m,
            number % 7 == 0 ? null : 0.1m
        );

    public static string Of(CallIntent intent) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{EventText.Of(intent.Call)} {intent.BoundListCost} {intent.LikelyCost}"
        );

    public static IEnumerable<string> Of(IEnumerable<CallIntent> intents) => intents.Select(Of);
}
