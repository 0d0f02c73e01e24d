using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway;

/// <summary>Where a call wants to go.</summary>
internal static class CallPath
{
    /// <summary>
    /// Whether a provider that takes escaped or backward slashes for slashes could be led out of <c>/v1</c>. Unescaped dot
    /// segments never get here: the web server resolves them.
    /// </summary>
    public static bool MayLeave(PathString path) =>
        path.Value is { } text
        && text.Contains('.', StringComparison.Ordinal)
        && text.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%5c", "/", StringComparison.OrdinalIgnoreCase)
            .Replace('\\', '/')
            .Split('/')
            .Any(segment => segment is "." or ".." || segment.StartsWith("..;", StringComparison.Ordinal));
}
