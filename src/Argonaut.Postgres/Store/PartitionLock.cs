using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// The lock that dropping a partition needs, on the whole table. It is never waited for in the server's queue, where it would hold up
/// every writer and reader that comes later: it is asked for until a moment is free. An export keeps it away for as long as it reads.
/// </summary>
internal static class PartitionLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    /// <summary>False when no moment was free in time; the transaction goes on as it was.</summary>
    public static async Task<bool> TryTakeAsync(
        NpgsqlTransaction transaction, DayPartition partition, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        await transaction.SaveAsync("before_lock", ct);
        while (true)
        {
            try
            {
                await using var command = new NpgsqlCommand(
                    $"lock table only {partition.Table.Name} in access exclusive mode nowait; lock table {partition.Name} in access exclusive mode nowait",
                    transaction.Connection, transaction);
                await command.ExecuteNonQueryAsync(ct);
                return true;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.RollbackAsync("before_lock", ct);
            }

            if (time.GetElapsedTime(began) > patience) return false;
            await Task.Delay(Pause, time, ct);
        }
    }
}
