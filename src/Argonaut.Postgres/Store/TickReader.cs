using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>Pages of ticks and the latest tick, straight from the tables: nothing is joined, the index gives the order.</summary>
internal sealed class TickReader(ReadSessions sessions, TimeProvider time)
{
    public const int MaxPage = 100_000;

    private static readonly string[] PageSql =
        [.. new[] { TickTable.Trades, TickTable.Quotes }.SelectMany(table => new[] { PageOf(table, false), PageOf(table, true) })];

    private static readonly string[] LatestSql = [LatestOf(TickTable.Trades), LatestOf(TickTable.Quotes)];

    public Task<ImmutableArray<MarketEvent>> PageAsync(TickQuery query, CancellationToken ct)
    {
        var table = TickTable.Of(query.Kind);
        var limit = Math.Clamp(query.Limit, 0, MaxPage);
        var sql = PageSql[(table == TickTable.Trades ? 0 : 2) + (query.Descending ? 1 : 0)];
        var (from, to) = (query.From.Value, query.To.Value);

        // The page begins after a cursor: at first this end of the order, so that one statement serves all pages.
        var after = query.After ?? (query.Descending
            ? new TickCursor(UnixNanos.MaxValue, UnixNanos.MaxValue, int.MaxValue, long.MaxValue)
            : new TickCursor(new UnixNanos(-1), UnixNanos.Zero, 0, 0));
        if (query.After is not null && !query.Descending) from = Math.Max(from, after.TsEvent.Value);
        if (query.After is not null && query.Descending) to = Math.Min(to, after.TsEvent.Value == long.MaxValue ? long.MaxValue : after.TsEvent.Value + 1);

        return sessions.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(sql, connection)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<int> { TypedValue = query.Instrument.Value },
                        new NpgsqlParameter<long> { TypedValue = from },
                        new NpgsqlParameter<long> { TypedValue = to },
                        new NpgsqlParameter<long> { TypedValue = after.TsEvent.Value },
                        new NpgsqlParameter<long> { TypedValue = after.TsInit.Value },
                        new NpgsqlParameter<int> { TypedValue = after.Stream },
                        new NpgsqlParameter<long> { TypedValue = after.Sequence },
                        new NpgsqlParameter<int> { TypedValue = limit },
                    },
                };
                await using var reader = await command.ExecuteReaderAsync(token);
                var ticks = ImmutableArray.CreateBuilder<MarketEvent>(Math.Min(limit, 1_024));
                while (await reader.ReadAsync(token)) ticks.Add(Read(reader, table));
                return ticks.DrainToImmutable();
            },
            ct);
    }

    /// <summary>Looks into the last day first, which is one or two partitions, and into all of them only when it is empty.</summary>
    public Task<MarketEvent?> LatestAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            var table = TickTable.Of(kind);
            var recent = Math.Max(0, HybridClock.Now(time).Value - UnixNanos.PerDay);
            return await LatestSinceAsync(connection, table, instrument, recent, token)
                ?? await LatestSinceAsync(connection, table, instrument, 0, token);
        },
        ct);

    private static async Task<MarketEvent?> LatestSinceAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, long since, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LatestSql[table == TickTable.Trades ? 0 : 1], connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = instrument.Value }, new NpgsqlParameter<long> { TypedValue = since } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader, table) : null;
    }

    private static MarketEvent Read(NpgsqlDataReader reader, TickTable table)
    {
        var at = table.LongColumns;
        return new MarketEvent(
            table.Kind,
            new InstrumentKey(reader.GetInt32(at)),
            reader.GetInt64(2),
            reader.GetInt64(3),
            table == TickTable.Quotes ? reader.GetInt64(4) : 0,
            table == TickTable.Quotes ? reader.GetInt64(5) : 0,
            (TickFlags)reader.GetInt16(at + 2),
            new UnixNanos(reader.GetInt64(0)),
            new UnixNanos(reader.GetInt64(1)),
            reader.GetInt32(at + 1),
            reader.GetInt64(at - 1));
    }

    private static string PageOf(TickTable table, bool isDescending)
    {
        var (compare, order) = isDescending ? ("<", " desc") : (">", "");
        return $"""
            select {table.Columns} from {table.Name}
            where instrument = $1 and ts_event >= $2 and ts_event < $3 and (ts_event, ts_init, stream, seq) {compare} ($4, $5, $6, $7)
            order by ts_event{order}, ts_init{order}, stream{order}, seq{order} limit $8
            """;
    }

    private static string LatestOf(TickTable table) =>
        $"""
        select {table.Columns} from {table.Name}
        where instrument = $1 and ts_event >= $2 order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
        """;
}
