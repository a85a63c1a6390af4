using Microsoft.Extensions.Logging;

namespace Argonaut.Postgres;

/// <summary>What this room logs. Event ids 4100 to 4199.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(4101, LogLevel.Information, "Schema step {Version} ({Name}) applied")]
    public static partial void MigrationApplied(ILogger log, int version, string name);

    [LoggerMessage(4102, LogLevel.Warning, "The store's writing connection was given up: {Reason}")]
    public static partial void WriterGivenUp(ILogger log, string reason);

    [LoggerMessage(4103, LogLevel.Debug, "Partition {Name} is there")]
    public static partial void PartitionReady(ILogger log, string name);

    [LoggerMessage(4104, LogLevel.Warning, "Instrument {Id} of {Venue} holds no complete definition and is ignored")]
    public static partial void InstrumentIgnored(ILogger log, string venue, string id);

    [LoggerMessage(4105, LogLevel.Information, "{Name} is packed: {Ticks} ticks in {Chunks} chunks, {Bytes} bytes")]
    public static partial void DayPacked(ILogger log, string name, long ticks, long chunks, long bytes);

    [LoggerMessage(4106, LogLevel.Information, "Retention deleted {Name}: {Rows} rows, {Bytes} bytes")]
    public static partial void PartitionDeleted(ILogger log, string name, long rows, long bytes);

    [LoggerMessage(4107, LogLevel.Error, "Maintenance of the store: {Problem}")]
    public static partial void MaintenanceFailed(ILogger log, string problem);

    [LoggerMessage(4108, LogLevel.Information, "The partitions of the coming days could not be made yet: {Reason}")]
    public static partial void NotMadeReady(ILogger log, string reason);

    [LoggerMessage(4119, LogLevel.Warning, "{Strain}")]
    public static partial void Strained(ILogger log, string strain);

    [LoggerMessage(4120, LogLevel.Information, "PostgreSQL {Version} started in {DataDirectory} (pid {Pid}, {Milliseconds} ms)")]
    public static partial void ServerStarted(ILogger log, string version, string dataDirectory, int pid, long milliseconds);

    [LoggerMessage(4121, LogLevel.Information, "PostgreSQL {Version} was already running in {DataDirectory} (pid {Pid})")]
    public static partial void ServerReused(ILogger log, string version, string dataDirectory, int pid);

    [LoggerMessage(4122, LogLevel.Information, "PostgreSQL in {DataDirectory} stopped")]
    public static partial void ServerStopped(ILogger log, string dataDirectory);

    [LoggerMessage(4123, LogLevel.Information, "A new PostgreSQL data directory is being made in {DataDirectory}")]
    public static partial void ServerInitialising(ILogger log, string dataDirectory);

    [LoggerMessage(4124, LogLevel.Information, "PostgreSQL's programs are copied from {From} to {To}, where the server's user can read them")]
    public static partial void BinariesCopied(ILogger log, string from, string to);

    [LoggerMessage(4126, LogLevel.Error, "PostgreSQL (pid {Pid}) has died and is started again")]
    public static partial void ServerDied(ILogger log, int pid);

    [LoggerMessage(4125, LogLevel.Warning, "PostgreSQL did not start at once and is tried again: {Reason}")]
    public static partial void ServerStartRetried(ILogger log, string reason);
}
