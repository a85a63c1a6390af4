using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Makes the partitions of <see cref="DayTable.All"/>, three days ahead and on demand, and remembers in memory which are there. There is
/// no default partition: a row without its day is refused, never put aside (F-219). One caller at a time.
/// </summary>
internal sealed class Partitions(NpgsqlDataSource dataSource, TimeProvider time, ILogger log)
{
    private const int DaysAhead = 3;

    /// <summary>"ARGO" and the use: makers of partitions wait for each other.</summary>
    private const long LockKey = 0x4152474F_00000002;

    /// <summary>Whoever wants to read waits behind us meanwhile.</summary>
    private const int LongestWaitMilliseconds = 200;

    private readonly HashSet<(DayTable Table, long Partition)> _known = [];
    private long _aheadOf = -1;

    /// <summary>Makes, once a day, what the coming days will need.</summary>
    public async ValueTask EnsureAheadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = now.UtcTicks / TimeSpan.TicksPerDay - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        if (today == _aheadOf) return;
        var coming = new List<(DayTable, long)>();
        foreach (var table in DayTable.All)
        {
            if (!table.IsMadeAhead) continue;
            for (var day = today; day <= today + DaysAhead; day++)
                if (table.PartitionOf(day * UnixNanos.PerDay) is var partition && !coming.Contains((table, partition))) coming.Add((table, partition));
        }

        await MakeAsync(coming, ct);
        _aheadOf = today;
    }

    /// <summary>Makes what ticks of one table need.</summary>
    public async ValueTask EnsureAsync(TickTable table, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct)
    {
        await EnsureAheadAsync(ct);
        if (Missing(table.Days, ticks.Span) is { } missing) await MakeAsync(missing, ct);
    }

    /// <summary>Makes what bars need.</summary>
    public async ValueTask EnsureAsync(IReadOnlyList<Bar> bars, CancellationToken ct)
    {
        List<(DayTable, long)>? missing = null;
        foreach (var bar in bars)
        {
            var table = BarTable.DaysOf(bar.Timeframe);
            if (table.PartitionOf(bar.TsEvent.Value) is var partition && !_known.Contains((table, partition)) && missing?.Contains((table, partition)) != true)
                (missing ??= []).Add((table, partition));
        }

        if (missing is not null) await MakeAsync(missing, ct);
    }

    /// <summary>Makes what rows at these instants need.</summary>
    public async ValueTask EnsureAsync(DayTable table, IReadOnlyList<UnixNanos> times, CancellationToken ct)
    {
        List<(DayTable, long)>? missing = null;
        foreach (var at in times)
            if (table.PartitionOf(at.Value) is var partition && !_known.Contains((table, partition)) && missing?.Contains((table, partition)) != true)
                (missing ??= []).Add((table, partition));
        if (missing is not null) await MakeAsync(missing, ct);
    }

    /// <summary>After partitions were dropped by somebody else.</summary>
    public void Forget()
    {
        _known.Clear();
        _aheadOf = -1;
    }

    /// <summary>Allocates only when a day is new: a tick mostly lies on the day of the one before.</summary>
    private List<(DayTable, long)>? Missing(DayTable table, ReadOnlySpan<MarketEvent> ticks)
    {
        List<(DayTable, long)>? missing = null;
        long from = 0, to = 0;
        foreach (ref readonly var tick in ticks)
        {
            var at = tick.TsEvent.Value;
            if (at >= from && at < to) continue;
            var partition = table.PartitionOf(at);
            (from, to) = table.BoundsOf(partition);
            if (!_known.Contains((table, partition)) && missing?.Contains((table, partition)) != true) (missing ??= []).Add((table, partition));
        }

        return missing;
    }

    private async Task MakeAsync(List<(DayTable Table, long Partition)> wanted, CancellationToken ct)
    {
        foreach (var group in wanted.Where(one => !_known.Contains(one)).GroupBy(one => one.Table))
        {
            await MakeAsync(group.Key, [.. group.Select(one => one.Partition)], ct);
            _known.UnionWith(group);
        }
    }

    private async Task MakeAsync(DayTable table, List<long> partitions, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey})", ct);
        var there = await DayPartition.ListAsync(connection, table, withBytes: false, ct);
        partitions.RemoveAll(IsThere);   // also in one that holds more days than ours would
        if (partitions.Count == 0) return;
        var isAlone = await TryBeAloneAsync(transaction, table, ct);
        foreach (var partition in partitions)
        {
            var (from, to) = table.BoundsOf(partition);
            var name = table.NameOf(partition);
            await ExecuteAsync(connection, $"create table {name} (like {table.Name} including defaults including indexes including storage)", ct);
            await ExecuteAsync(connection,
                $"alter table {table.Name} attach partition {name} for values from ({from}) to ({(to == long.MaxValue ? "maxvalue" : to)})", ct);
            PostgresLog.PartitionReady(log, name);
        }

        await transaction.CommitAsync(ct);
        if (!isAlone) dataSource.Clear();

        bool IsThere(long partition)
        {
            var (from, to) = table.BoundsOf(partition);
            return there.Exists(one => one.From < to && one.To > from);
        }
    }

    /// <summary>
    /// A session that makes its list of a table's partitions while one is attached may keep a list without it, and then reads nothing of that day
    /// (docs/decisions/0039-nobody-reads-while-a-day-is-attached.md).
    /// </summary>
    /// <returns>False when somebody reads for long, as an export does: it is not waited for, and the pool's sessions must begin anew.</returns>
    private static async Task<bool> TryBeAloneAsync(NpgsqlTransaction transaction, DayTable table, CancellationToken ct)
    {
        const string before = "before";
        await transaction.SaveAsync(before, ct);
        try
        {
            await ExecuteAsync(transaction.Connection!, $"set local lock_timeout = {LongestWaitMilliseconds}; lock table only {table.Name} in access exclusive mode", ct);
            return true;
        }
        catch (PostgresException error) when (StoreFaults.IsLock(error))
        {
            await transaction.RollbackAsync(before, ct);   // the time limit goes with it
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
