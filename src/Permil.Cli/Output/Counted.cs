using System.Globalization;

namespace Permil.Cli.Output;

/// <summary>A number of things in words.</summary>
internal static class Counted
{
    public static string Of(long count, string noun) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";
}
