using Microsoft.Extensions.Logging;

namespace Argonaut.Alerts;

internal static partial class AlertLog
{
    [LoggerMessage(7001, LogLevel.Warning, "Alert {Rule} ({Level}): {Text}")]
    public static partial void Fired(ILogger log, string rule, string level, string text);

    [LoggerMessage(7002, LogLevel.Warning, "Alert {Id} was not delivered by {Route}: {Reason}")]
    public static partial void NotDelivered(ILogger log, long id, string route, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "Alerts cannot be stored now, and are kept in memory: {Reason}")]
    public static partial void NotStored(ILogger log, string reason);

    [LoggerMessage(7004, LogLevel.Error, "{Count} alerts came faster than they could be taken in")]
    public static partial void Dropped(ILogger log, long count);
}
