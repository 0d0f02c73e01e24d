using Microsoft.Extensions.Logging;

namespace Permil.Server.Gateway;

/// <summary>What the gateway says in the log. Never prompts, answers or keys.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Error, "call {Call} failed inside the gateway")]
    public static partial void CallFailed(ILogger logger, string call, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "call {Call} to {Upstream}: {Code}")]
    public static partial void UpstreamFailed(ILogger logger, string call, string upstream, string code);

    [LoggerMessage(3, LogLevel.Debug, "call {Call} refused: {Code}")]
    public static partial void Refused(ILogger logger, string call, string code);

    [LoggerMessage(5, LogLevel.Debug, "call {Call}: the caller took no more of its answer")]
    public static partial void CallerGone(ILogger logger, string call);

    [LoggerMessage(6, LogLevel.Error, "the end of call {Call} could not be recorded")]
    public static partial void NotRecorded(ILogger logger, string call, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "the account book cannot be used, the last good one still holds: {Reason}")]
    public static partial void AccountBookRefused(ILogger logger, string reason);
}
