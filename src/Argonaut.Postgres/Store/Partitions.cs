using Argonaut.Domain;
using Argonaut.Domain.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// The daily partitions of the tick tables: one a UTC day of <c>ts_event</c>, made three days ahead and on demand, remembered in
/// memory. One caller at a time.
/// </summary>
internal sealed class Partitions(NpgsqlDataSource dataSource, TimeProvider time, ILogger log)
{
    private const int DaysAhead = 3;

    /// <summary>"ARGO" and the use: makers of partitions wait for each other.</summary>
    private const long LockKey = 0x4152474F_00000002;

    /// <summary>Not to_regclass: its cached answer may be older than the lock.</summary>
    private const string Find = "select exists (select from pg_class where relname = $1 and pg_table_is_visible(oid))";

    private readonly HashSet<(TickTable Table, long Day)> _known = [];
    private long _aheadOf = -1;

    /// <summary>Makes what the ticks need, and once a day what the coming days will need.</summary>
    public async ValueTask EnsureAsync(TickTable table, ReadOnlyMemory<MarketEvent> ticks, CancellationToken ct)
    {
        var today = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        if (today != _aheadOf)
        {
            var coming = new List<(TickTable, long)>();
            for (var day = today; day <= today + DaysAhead; day++) coming.AddRange([(TickTable.Trades, day), (TickTable.Quotes, day)]);
            await MakeAsync(coming, ct);
            _aheadOf = today;
        }

        if (Missing(table, ticks.Span) is { } missing) await MakeAsync(missing, ct);
    }

    /// <summary>After partitions were dropped by somebody else.</summary>
    public void Forget()
    {
        _known.Clear();
        _aheadOf = -1;
    }

    /// <summary>Allocates only when a day is new: a tick mostly lies on the day of the one before.</summary>
    private List<(TickTable, long)>? Missing(TickTable table, ReadOnlySpan<MarketEvent> ticks)
    {
        List<(TickTable, long)>? missing = null;
        long from = 0, to = 0;
        foreach (ref readonly var tick in ticks)
        {
            var at = tick.TsEvent.Value;
            if (at >= from && at < to) continue;
            var day = at / UnixNanos.PerDay;
            from = day * UnixNanos.PerDay;
            to = day == long.MaxValue / UnixNanos.PerDay ? long.MaxValue : from + UnixNanos.PerDay;
            if (!_known.Contains((table, day)) && missing?.Contains((table, day)) != true) (missing ??= []).Add((table, day));
        }

        return missing;
    }

    private async Task MakeAsync(List<(TickTable Table, long Day)> days, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock({LockKey})", ct);
        foreach (var (table, day) in days.Where(day => !_known.Contains(day)))
        {
            var name = NameOf(table, day);
            await using var find = new NpgsqlCommand(Find, connection) { Parameters = { new() { Value = name } } };
            if (await find.ExecuteScalarAsync(ct) is true) continue;

            // Attaching takes a weaker lock than "create table ... partition of": a running export does not hold it up.
            var to = day == long.MaxValue / UnixNanos.PerDay ? "maxvalue" : $"{(day + 1) * UnixNanos.PerDay}";
            await ExecuteAsync(connection, $"create table {name} (like {table.Name} including defaults including indexes)", ct);
            await ExecuteAsync(connection, $"alter table {table.Name} attach partition {name} for values from ({day * UnixNanos.PerDay}) to ({to})", ct);
            PostgresLog.PartitionReady(log, name);
        }

        await transaction.CommitAsync(ct);
        _known.UnionWith(days);
    }

    private static string NameOf(TickTable table, long day) =>
        $"{table.Name}_{DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (int)day):yyyyMMdd}";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
