using Microsoft.Extensions.Logging;

namespace Permil.Server.BillingEvents;

internal static partial class BillingEventLog
{
    [LoggerMessage(
        EventId = 3201,
        Level = LogLevel.Error,
        Message = "It could not be found out what billing events there are; tried again later"
    )]
    public static partial void NotFound(ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = 3202,
        Level = LogLevel.Error,
        Message = "Billing events of account {Account} could not be sent or kept; tried again later"
    )]
    public static partial void Broken(ILogger logger, string account, Exception exception);

    [LoggerMessage(
        EventId = 3203,
        Level = LogLevel.Error,
        Message = "The receiver of billing events wants no more of them; they wait for the next start"
    )]
    public static partial void Gone(ILogger logger);

    [LoggerMessage(EventId = 3204, Level = LogLevel.Critical, Message = "No billing event is sent any more")]
    public static partial void Stopped(ILogger logger, Exception exception);
}
