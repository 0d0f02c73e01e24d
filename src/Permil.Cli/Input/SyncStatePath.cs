using Permil.Server.Sync.Together;

namespace Permil.Cli.Input;

/// <summary>Where a sync keeps its state: beside the store, for each service a file of its own.</summary>
internal static class SyncStatePath
{
    /// <param name="folder">The store's folder.</param>
    /// <param name="origin">The service.</param>
    public static string Of(string folder, Uri origin)
    {
        var name = "together";
        if (origin != TogetherSync.OriginOf(new TogetherSyncOptions().BaseUrl))
        {
            var address = $"{origin.Authority}{origin.AbsolutePath}".TrimEnd('/');
            name += "-" + string.Concat(address.Select(one => IsPlain(one) ? one : '-'));
        }

        return Path.Combine(folder, "sync", name + ".json");
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character == '.';
}
