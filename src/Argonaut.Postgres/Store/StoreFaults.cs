using System.Net.Sockets;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Turns the driver's exceptions into the one the house knows, with a sentence for the operator (faults.md 3.2).</summary>
internal static class StoreFaults
{
    /// <summary>
    /// True for everything that may pass: the connection, the server's state, its resources, locks, a session that was ended. False for
    /// a wrong statement or refused data, which are bugs of ours and end the loop they are in.
    /// </summary>
    public static bool MayPass(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation } refused => refused.ConstraintName is TickWriter.AlreadyStored,
        PostgresException postgres => IsState(postgres.SqlState),
        NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException => true,
        OperationCanceledException { InnerException: NpgsqlException or TimeoutException } => true,
        _ => false,
    };

    public static StoreUnavailableException Translate(Exception error) => new(Diagnose(error), error);

    /// <summary>The server rolled the transaction back and it may be tried again as it is (F-213).</summary>
    public static bool IsConflict(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Another session held a lock for longer than ours may wait (F-212).</summary>
    public static bool IsLock(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    public static StoreDiagnosis Diagnose(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: TickWriter.AlreadyStored } =>
            Is(StoreFault.Overtaken, "Another session has stored this part of the stream: its position must be read again."),
        PostgresException postgres => Diagnose(postgres),
        SchemaNotReadyException => Is(StoreFault.Preparing, error.Message),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } or { InnerException: TimeoutException } =>
            Is(StoreFault.NoAnswer, "The database did not answer in time; its connection was given up."),
        _ => Is(StoreFault.Unreachable, $"The database cannot be reached: {Innermost(error).Message.TrimEnd('.')}."),
    };

    private static StoreDiagnosis Diagnose(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.DiskFull => FullDisk.Diagnose(error.MessageText, null),
        PostgresErrorCodes.TooManyConnections =>
            Is(StoreFault.TooManyConnections, "The database has no free connection: end sessions that are not needed, or raise its max_connections."),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            Is(StoreFault.ReadOnly, "The database is read-only: it may be a standby. Point DATABASE_URL to the primary, or promote it."),
        PostgresErrorCodes.LockNotAvailable => Is(StoreFault.Locked, "A table of the store is locked by another session."),
        PostgresErrorCodes.CannotConnectNow => Is(StoreFault.StartingUp, $"The database is not ready yet: {error.MessageText}."),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or "25P03" =>
            Is(StoreFault.Terminated, "The database ended the session."),
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            Is(StoreFault.Conflict, $"The database gave up the transaction again and again: {error.MessageText}."),
        PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.InternalError =>
            Is(StoreFault.Library, $"The database's programs were changed while it ran, or it is damaged: restart PostgreSQL. ({error.MessageText})"),
        _ => Is(StoreFault.Refused, $"The database refused: {error.MessageText} ({error.SqlState})."),
    };

    private static StoreDiagnosis Is(StoreFault fault, string message) => new(fault, message);

    private static bool IsState(string state) =>
        state[..2] is "08" or "53" or "57" or "58" or "XX" or "40" or "25" or "55" or "28" or "3D" or "F0";

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error;
    }
}
