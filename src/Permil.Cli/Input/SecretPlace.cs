using Permil.Cli.Commands;

namespace Permil.Cli.Input;

/// <summary>Where a secret is: never on a command line, which other users of the machine can see.</summary>
internal static class SecretPlace
{
    public const string Allowed = "VARIABLE|file:PATH";

    private const string File = "file:";

    /// <param name="option">For messages.</param>
    /// <param name="place">The name of a variable of the environment, or <c>file:</c> and a path.</param>
    /// <exception cref="UsageException">There is no secret.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Read(string option, string place)
    {
        if (place.StartsWith(File, StringComparison.Ordinal))
        {
            return System.IO.File.ReadAllText(place[File.Length..]).Trim() is { Length: > 0 } text
                ? text
                : throw new UsageException($"{option}: {place} is empty");
        }

        return Environment.GetEnvironmentVariable(place) is { Length: > 0 } secret
            ? secret.Trim()
            : throw new UsageException($"{option}: the variable {place} is not set");
    }
}
