using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Retention;

/// <summary>
/// Deletes whole partitions that are older than their period. What a partition holds is looked at in the transaction that drops it, with
/// late rows kept waiting, so nothing goes that was not looked at; nobody else waits.
/// </summary>
internal sealed class PartitionDeleter(NpgsqlDataSource dataSource, RangeHolds holds, TimeProvider time)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (string Stamp, RetentionItem Item)> _notExported = new(StringComparer.Ordinal);

    /// <summary>What a look found not to be exported, as long as no file was published since; null: it must be looked at.</summary>
    public RetentionItem? KnownToStay(DayPartition partition, ExportedData exported) =>
        _notExported.TryGetValue(partition.Name, out var known) && known.Stamp == exported.Stamp ? known.Item : null;

    /// <summary>Looks at one, and drops it unless that is not allowed. One caller at a time.</summary>
    public async Task<RetentionItem> RunAsync(DayPartition partition, ExportedData exported, bool deleteUnexported, bool isDryRun, CancellationToken ct)
    {
        var item = await LookAndDeleteAsync(partition, exported, deleteUnexported, isDryRun, ct);
        if (item.Kept == KeptReason.NotExported) _notExported[partition.Name] = (exported.Stamp, item);
        else _notExported.Remove(partition.Name);
        return item;
    }

    private async Task<RetentionItem> LookAndDeleteAsync(
        DayPartition partition, ExportedData exported, bool deleteUnexported, bool isDryRun, CancellationToken ct)
    {
        try
        {
            return await holds.DeleteAsync(partition.From, partition.To, () => DeleteAsync(partition, exported, deleteUnexported, isDryRun, ct), ct)
                ?? await LookAsync(partition, exported, ct) with { Kept = KeptReason.BeingExported };
        }
        catch (PostgresException error) when (Damage.Is(error))
        {
            await Damage.MarkAsync(dataSource, error);
            return Item(partition, 0, false, KeptReason.Unreadable);
        }
        catch (RangeUnreadableException)
        {
            return Item(partition, 0, false, KeptReason.Unreadable);
        }
    }

    private async Task<RetentionItem> LookAsync(DayPartition partition, ExportedData exported, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        var (rows, isExported) = await exported.CheckAsync(connection, partition, ct);
        return Item(partition, rows, isExported, null);
    }

    private async Task<RetentionItem> DeleteAsync(DayPartition partition, ExportedData exported, bool deleteUnexported, bool isDryRun, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!isDryRun && !await TryHoldBackWritersAsync(connection, partition, ct)) return Item(partition, 0, false, KeptReason.Busy);
        var (rows, isExported) = await exported.CheckAsync(connection, partition, ct);
        if (IsKeptForExport(partition, rows, isExported, deleteUnexported)) return Item(partition, rows, isExported, KeptReason.NotExported);
        if (isDryRun) return Item(partition, rows, isExported, null);

        await DeleteTradeIdsAsync(connection, partition, ct);
        if (!await PartitionLock.TryTakeAsync(transaction, partition, LockPatience, time, ct)) return Item(partition, rows, isExported, KeptReason.Busy);
        await ExecuteAsync(connection, $"drop table {partition.Name}", ct);
        if (TickTable.All.FirstOrDefault(table => table.Chunks == partition.Table) is { } packed)
            await ExecuteAsync(connection,
                $"delete from packed_days where kind = {(int)packed.Kind} and from_ns >= {partition.From} and from_ns < {partition.To}", ct);
        await transaction.CommitAsync(CancellationToken.None);   // looked at and locked: it is done or not, never left open
        return Item(partition, rows, isExported, null);
    }

    /// <summary>True: it must stay until a file holds it.</summary>
    public static bool IsKeptForExport(DayPartition partition, long rows, bool isExported, bool deleteUnexported) =>
        rows > 0 && !isExported && !deleteUnexported && partition.Table.IsExportable;

    public static RetentionItem Item(DayPartition partition, long rows, bool isExported, KeptReason? kept) => new(
        partition.Table.Retention, partition.Name, new UnixNanos(partition.From), new UnixNanos(partition.To), rows, partition.Bytes, isExported, kept);

    /// <summary>Late rows of this partition wait; reading goes on.</summary>
    private static async Task<bool> TryHoldBackWritersAsync(NpgsqlConnection connection, DayPartition partition, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(connection, $"lock table {partition.Name} in share row exclusive mode nowait", ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable)
        {
            return false;                                 // undefined: another program dropped or packed it meanwhile
        }
    }

    /// <summary>The ids that sources gave to the trades of a partition. Few sources do, so mostly there is nothing to look for.</summary>
    private static async Task DeleteTradeIdsAsync(NpgsqlConnection connection, DayPartition partition, CancellationToken ct)
    {
        var source = partition.Table == DayTable.Trades ? $"{partition.Name} t"
            : partition.Table == DayTable.TradeChunks ? $"{partition.Name} c cross join lateral unpack_trades(c.payload, c.n) t"
            : null;
        if (source is null) return;
        await using var any = new NpgsqlCommand("select exists (select from trade_ids)", connection);
        if (await any.ExecuteScalarAsync(ct) is not true) return;
        await ExecuteAsync(connection,
            $"delete from trade_ids x using (select t.stream, t.seq from {source} where t.flags & 8 <> 0) t where x.stream = t.stream and x.seq = t.seq", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
