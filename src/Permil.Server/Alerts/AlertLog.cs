using Microsoft.Extensions.Logging;

namespace Permil.Server.Alerts;

/// <summary>Addresses of webhooks may hold secrets: only their host is written.</summary>
internal static partial class AlertLog
{
    [LoggerMessage(
        EventId = 3101,
        Level = LogLevel.Warning,
        Message = "Budget {BudgetId} has reached {Percent} %: spent {Spent} of {Amount} ({AlertId})"
    )]
    public static partial void Reached(
        ILogger logger,
        string budgetId,
        decimal percent,
        decimal spent,
        decimal amount,
        string alertId
    );

    [LoggerMessage(EventId = 3102, Level = LogLevel.Information, Message = "{AlertId} was taken by {Host}")]
    public static partial void Delivered(ILogger logger, string alertId, string host);

    [LoggerMessage(
        EventId = 3103,
        Level = LogLevel.Warning,
        Message = "{AlertId} was not taken by {Host}, attempt {Attempt}: {Cause}; next in {Pause}"
    )]
    public static partial void NotTaken(
        ILogger logger,
        string alertId,
        string host,
        int attempt,
        string cause,
        TimeSpan pause
    );

    [LoggerMessage(EventId = 3104, Level = LogLevel.Error, Message = "{AlertId} is no longer sent to {Host}: {Cause}")]
    public static partial void GivenUp(ILogger logger, string alertId, string host, string cause);

    [LoggerMessage(
        EventId = 3105,
        Level = LogLevel.Error,
        Message = "Alert {AlertId} is not sent to webhooks: {MaxWaiting} alerts wait already"
    )]
    public static partial void TooManyWaiting(ILogger logger, string alertId, int maxWaiting);

    [LoggerMessage(
        EventId = 3106,
        Level = LogLevel.Error,
        Message = "Alerts could not be kept on the disk; after a restart some may be sent again or not at all"
    )]
    public static partial void NotKept(ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = 3107,
        Level = LogLevel.Warning,
        Message = "Alert {AlertId} waits for a webhook that is no longer set up; it is not sent there"
    )]
    public static partial void WebhookGone(ILogger logger, string alertId);

    [LoggerMessage(
        EventId = 3108,
        Level = LogLevel.Critical,
        Message = "Alert {AlertId} could not be sent; it waits for the next start"
    )]
    public static partial void Broken(ILogger logger, string alertId, Exception exception);

    [LoggerMessage(EventId = 3109, Level = LogLevel.Critical, Message = "No alert is sent or kept any more")]
    public static partial void Stopped(ILogger logger, Exception exception);
}
