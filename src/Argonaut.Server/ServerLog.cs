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

    [LoggerMessage(5004, LogLevel.Warning, "Tokens and sessions were not saved, and wait for the database: {Reason}")]
    public static partial void AccessNotSaved(ILogger log, string reason);

    [LoggerMessage(5005, LogLevel.Critical, "The audit log was changed: {Fault}; {Rows} rows before that are right")]
    public static partial void AuditBroken(ILogger log, string fault, long rows);

    [LoggerMessage(5006, LogLevel.Information, "The audit log is whole; its head is row {Sequence} with hash {Hash}")]
    public static partial void AuditHead(ILogger log, long sequence, string hash);

    [LoggerMessage(5007, LogLevel.Critical, "The database did not take an audit row: {At} {Who} {Address} {What} {Subject} {Result}")]
    public static partial void AuditNotWritten(ILogger log, string at, string who, string address, string what, string subject, string result);

    [LoggerMessage(5008, LogLevel.Information, "Job {Job} of a former process is taken up: {Title}")]
    public static partial void JobTakenUp(ILogger log, string job, string title);

    [LoggerMessage(5009, LogLevel.Information, "Schedule {Schedule} ordered the export of {Day} as {Job}")]
    public static partial void ScheduleOrdered(ILogger log, string schedule, string day, string job);
}
