using System.Collections.Immutable;
using System.Data;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres;

/// <summary>Days with data, from the ends of index ranges: nothing is counted, so a year of a hundred instruments is a matter of a moment.</summary>
public sealed class PostgresDayCoverage(NpgsqlDataSource dataSource) : IDayCoverage
{
    private readonly ReadSessions _sessions = new(dataSource);

    public Task<ImmutableArray<StoredDay>> ReadAsync(MarketEventKind kind, Timeframe? timeframe, UnixNanos from, UnixNanos to, CancellationToken ct) => _sessions.RunAsync(
        async (connection, token) =>
        {
            var days = new SortedDictionary<(int Instrument, long Day), (long First, long Last)>();
            // A day moves from its tick table to the packed ones in one transaction: one snapshot sees it in one of them.
            await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
            if (kind == MarketEventKind.Bar)
            {
                await AddAsync(connection, BarsSql(timeframe!.Value), from, to, days, token);
            }
            else
            {
                var table = TickTable.Of(kind);
                await AddAsync(connection, EndsSql(table.Name, "ts_event", "instrument = i.id and ts_event >= d.day and ts_event < d.day + 86400000000000"), from, to, days, token);
                await AddAsync(connection, PackedSql(table), from, to, days, token);
            }

            return days.Select(d => new StoredDay(new InstrumentKey(d.Key.Instrument), new UnixNanos(d.Key.Day), new UnixNanos(d.Value.First), new UnixNanos(d.Value.Last)))
                .ToImmutableArray();
        },
        ct);

    /// <summary>The first and the last row of each instrument and day: two probes of an index.</summary>
    private static string EndsSql(string table, string column, string mine) =>
        $"""
        select i.id, d.day, a.at, z.at
        from instruments i
        cross join generate_series($1::bigint, $2::bigint - 1, 86400000000000) as d(day)
        cross join lateral (select {column} as at from {table} where {mine} order by ts_event limit 1) a
        cross join lateral (select {column} as at from {table} where {mine} order by ts_event desc limit 1) z
        """;

    /// <summary>A bar belongs to the day of its open; its <c>ts_event</c> is its close.</summary>
    private static string BarsSql(Timeframe timeframe)
    {
        var name = BarTable.NameOf(timeframe);
        var shared = name == "bars" ? $" and timeframe = {timeframe.Index}" : "";
        return EndsSql(name, "ts_open", $"instrument = i.id and ts_event > d.day and ts_event <= d.day + 86400000000000{shared}");
    }

    private static string PackedSql(TickTable table) =>
        $"""
        select instrument, ts_first - ts_first % 86400000000000, min(ts_first), max(ts_last) from {table.Chunks.Name}
        where kind = {(short)table.Kind} and ts_first >= $1 and ts_first < $2 group by 1, 2
        """;

    private static async Task AddAsync(
        NpgsqlConnection connection, string sql, UnixNanos from, UnixNanos to, SortedDictionary<(int, long), (long First, long Last)> days, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = from.Value }, new NpgsqlParameter<long> { TypedValue = to.Value } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (key, first, last) = ((reader.GetInt32(0), reader.GetInt64(1)), reader.GetInt64(2), reader.GetInt64(3));
            days[key] = days.TryGetValue(key, out var known) ? (Math.Min(known.First, first), Math.Max(known.Last, last)) : (first, last);
        }
    }
}
