using Microsoft.Extensions.Logging;

namespace Argonaut.Server;

/// <summary>Log lines of the server, ids 5000 to 5099.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(5001, LogLevel.Error, "Request {RequestId} failed: {Method} {Route}")]
    public static partial void RequestFailed(ILogger log, string requestId, string method, string route, Exception exception);

    [LoggerMessage(5002, LogLevel.Error, "Job {Job} failed")]
    public static partial void JobFailed(ILogger log, string job, Exception exception);

    [LoggerMessage(5003, LogLevel.Critical, "The loop '{Loop}' of the server ended")]
    public static partial void LoopEnded(ILogger log, string loop, Exception exception);

    [LoggerMessage(5004, LogLevel.Information, "Job {Job} of a former process is taken up: {Title}")]
    public static partial void JobTakenUp(ILogger log, string job, string title);

    [LoggerMessage(5005, LogLevel.Information, "Schedule {Schedule} ordered the export of {Day} as {Job}")]
    public static partial void ScheduleOrdered(ILogger log, string schedule, string day, string job);
}
