using Microsoft.AspNetCore.Http;
using Permil.Server.Gateway.Upstreams;

namespace Permil.Server.Gateway.Answers;

/// <summary>An answer that ended before its end.</summary>
internal static class BrokenAnswer
{
    /// <summary>Whether it is the upstream that broke off, or the call that was ended; anything else is a fault of the gateway.</summary>
    public static bool Is(Exception exception, CallClock clock) =>
        exception is IOException or HttpRequestException
        || exception is OperationCanceledException && clock.Token.IsCancellationRequested;

    /// <summary>Tells the caller, if he is still there: by an error, or where an answer has begun by its end.</summary>
    public static async Task Tell(Call call, Upstream upstream, HttpContext http, CallClock clock)
    {
        if (clock.HasClientGone)
        {
            return;
        }

        var error = clock.Token.IsCancellationRequested
            ? clock.TimedOut
            : new GatewayError(
                502,
                "server_error",
                "upstream_error",
                $"upstream '{upstream.Name}' broke off its answer"
            );
        await error.WriteInstead(http, call.Id, call.Request.Kind);
    }
}
