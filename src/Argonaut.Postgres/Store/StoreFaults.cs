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

    public static StoreUnavailableException Translate(Exception error) => new(Sentence(error), error);

    private static bool IsState(string state) =>
        state[..2] is "08" or "53" or "57" or "58" or "XX" or "40" or "25" or "55" or "28" or "3D" or "F0";

    private static string Sentence(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: TickWriter.AlreadyStored } =>
            "Another session has stored this part of the stream: its position must be read again.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } postgres => $"The database's disk is full: {postgres.MessageText}.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database has no free connection.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "The database is read-only (a standby?).",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "A table of the store is locked by another session.",
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } postgres => $"The database is not ready: {postgres.MessageText}.",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => "The database ended the session.",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.InternalError } postgres =>
            $"The database server is damaged or was updated while running: restart PostgreSQL. ({postgres.MessageText})",
        PostgresException postgres => $"The database refused: {postgres.MessageText} ({postgres.SqlState}).",
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => "The database did not answer in time.",
        { InnerException: TimeoutException } => "The database did not answer in time.",
        _ => $"The database cannot be reached: {Innermost(error).Message.TrimEnd('.')}.",
    };

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error;
    }
}
