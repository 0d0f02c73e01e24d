using Microsoft.AspNetCore.Http;

namespace Permil.Server.Gateway.Upstreams;

/// <summary>Which upstream a caller names for a call that names no model: <c>x-permil-upstream</c>.</summary>
internal static class ChosenUpstream
{
    /// <returns>The one that is named, the first when none is; or why the call is refused.</returns>
    public static (Upstream? Upstream, GatewayError? Error) Of(IHeaderDictionary headers, UpstreamSet upstreams)
    {
        if (!headers.TryGetValue(CallerHeaders.Upstream, out var values) || values.Count == 0)
        {
            return (upstreams.First, null);
        }

        var name = values.ToString().Trim();
        return upstreams.Find(name) is { } upstream
            ? (upstream, null)
            : (
                null,
                GatewayError.Invalid(
                    $"{CallerHeaders.Upstream}: found '{(name.Length > 40 ? name[..40] + "..." : name)}', allowed: {string.Join(", ", upstreams.Names)}",
                    CallerHeaders.Upstream
                )
            );
    }
}
