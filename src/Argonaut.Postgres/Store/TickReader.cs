using System.Collections.Frozen;
using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Packing;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// Pages of ticks and the latest tick, straight from the tables: nothing is joined, the index gives the order. Rows are read before the
/// bounds of the packed days, and chunks last: a day that is packed meanwhile is seen twice rather than not at all, and what is seen
/// twice is recognised by its place in the order.
/// </summary>
internal sealed class TickReader(ReadSessions sessions, TimeProvider time)
{
    public const int MaxPage = 100_000;

    /// <summary>What was received by a moment, and of streams that are not of lines as far as they were stored by then.</summary>
    private const string WasKnown = " and ts_init <= $9 and not exists (select from unnest($10, $11) as s(id, reached) where s.id = stream and seq > s.reached)";

    private static readonly FrozenDictionary<(TickTable, bool), string> PageSql = TickTable.All
        .SelectMany(table => new[] { (table, false), (table, true) }).ToFrozenDictionary(one => one, one => PageOf(one.table, one.Item2, ""));

    private static readonly FrozenDictionary<(TickTable, bool), string> PastPageSql = TickTable.All
        .SelectMany(table => new[] { (table, false), (table, true) }).ToFrozenDictionary(one => one, one => PageOf(one.table, one.Item2, WasKnown));

    private static readonly FrozenDictionary<TickTable, string> LatestSql = TickTable.All.ToFrozenDictionary(table => table, LatestOf);

    /// <summary>Parameters: instrument, from, to, the place after which the page begins (ts_event, ts_init, stream, seq), limit.</summary>
    public static string PageSqlOf(TickTable table, bool isDescending) => PageSql[(table, isDescending)];

    /// <summary>Parameters: instrument, least ts_event, kind.</summary>
    public static string LatestSqlOf(TickTable table) => LatestSql[table];

    public Task<ImmutableArray<MarketEvent>> PageAsync(TickQuery query, CancellationToken ct)
    {
        var table = TickTable.Of(query.Kind);
        var limit = Math.Clamp(query.Limit, 0, MaxPage);
        var sql = query.KnownAt is null ? PageSqlOf(table, query.Descending) : PastPageSql[(table, query.Descending)];
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
                var known = query.KnownAt is { } moment ? await ReadKnownAsync(connection, moment, token) : null;
                await using var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new(sql)
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
                        },
                        PackedBounds(table),
                    },
                };
                known?.AddTo(batch.BatchCommands[0].Parameters);
                using var ticks = new TickPageBuffer(limit);
                var (packedFrom, packedTo) = (0L, 0L);
                await using (var reader = await batch.ExecuteReaderAsync(token))
                {
                    while (await reader.ReadAsync(token)) ticks.Add(Read(reader, table));
                    (packedFrom, packedTo) = await ReadBoundsAsync(reader, token);
                }

                // A full page needs no tick beyond its last row.
                if (ticks.Count == limit && limit > 0)
                {
                    if (query.Descending) from = Math.Max(from, ticks[^1].TsEvent.Value);
                    else to = Math.Min(to, ticks[^1].TsEvent.Value == long.MaxValue ? long.MaxValue : ticks[^1].TsEvent.Value + 1);
                }

                if (packedTo <= from || packedFrom >= to || limit == 0) return ticks.ToImmutable();
                using var packed = await ChunkReader.PageAsync(connection, table, query.Instrument, from, to, after, limit, query.Descending, known, token);
                return packed.Count == 0 ? ticks.ToImmutable() : Merge(ticks, packed, limit, query.Descending);
            },
            ct);
    }

    /// <summary>
    /// Looks into the last day first, which is one or two partitions, and into all of them only when it is empty; into the chunks only
    /// when they reach as far as the row that was found.
    /// </summary>
    public Task<MarketEvent?> LatestAsync(MarketEventKind kind, InstrumentKey instrument, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            var table = TickTable.Of(kind);
            var recent = Math.Max(0, HybridClock.Now(time).Value - UnixNanos.PerDay);
            var (row, packedTo) = await LatestSinceAsync(connection, table, instrument, recent, token);
            if (row is null) (row, packedTo) = await LatestSinceAsync(connection, table, instrument, 0, token);
            if (packedTo <= (row?.TsEvent.Value ?? 0)) return row;
            var packed = await ChunkReader.LatestAsync(connection, table, instrument, token);
            return row is null || (packed is { } one && TickOrder.ByEvent(one, row.Value) > 0) ? packed : row;
        },
        ct);

    private static async Task<(MarketEvent? Row, long PackedTo)> LatestSinceAsync(
        NpgsqlConnection connection, TickTable table, InstrumentKey instrument, long since, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LatestSqlOf(table), connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = instrument.Value },
                new NpgsqlParameter<long> { TypedValue = since },
                new NpgsqlParameter<short> { TypedValue = (short)table.Kind },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        MarketEvent? row = reader.IsDBNull(0) ? null : Read(reader, table);
        return (row, reader.IsDBNull(table.ColumnCount) ? 0 : reader.GetInt64(table.ColumnCount));
    }

    private static async Task<KnownTicks> ReadKnownAsync(NpgsqlConnection connection, UnixNanos moment, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ArrivalRows.StreamsSql, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = moment.Value } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var reached = new Dictionary<int, long>();
        while (await reader.ReadAsync(ct)) reached[reader.GetInt32(0)] = reader.GetInt64(1);
        return new KnownTicks(moment, reached);
    }

    private static NpgsqlBatchCommand PackedBounds(TickTable table) =>
        new(ChunkReader.BoundsSql) { Parameters = { new NpgsqlParameter<short> { TypedValue = (short)table.Kind } } };

    /// <summary>0 and 0 when nothing is packed.</summary>
    private static async Task<(long From, long To)> ReadBoundsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.IsDBNull(0) ? (0, 0) : (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The first of both in the page's order; a tick that both have counts once.</summary>
    private static ImmutableArray<MarketEvent> Merge(TickPageBuffer rows, TickPageBuffer packed, int limit, bool isDescending)
    {
        using var merged = new TickPageBuffer(Math.Min(limit, rows.Count + packed.Count));
        for (int r = 0, p = 0; merged.Count < limit && (r < rows.Count || p < packed.Count);)
        {
            var order = r == rows.Count ? 1 : p == packed.Count ? -1 : TickOrder.ByEvent(rows[r], packed[p]) * (isDescending ? -1 : 1);
            merged.Add(order <= 0 ? rows[r] : packed[p]);
            if (order <= 0) r++;
            if (order >= 0) p++;
        }

        return merged.ToImmutable();
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

    private static string PageOf(TickTable table, bool isDescending, string more)
    {
        var (compare, order) = isDescending ? ("<", " desc") : (">", "");
        return $"""
            select {table.Columns} from {table.Name}
            where instrument = $1 and ts_event >= $2 and ts_event < $3 and (ts_event, ts_init, stream, seq) {compare} ($4, $5, $6, $7){more}
            order by ts_event{order}, ts_init{order}, stream{order}, seq{order} limit $8
            """;
    }

    /// <summary>One row in any case: the tick, if there is one, and the end of the packed days.</summary>
    private static string LatestOf(TickTable table) =>
        $"""
        select {table.Columns}, packed_to from (select max(to_ns) as packed_to from packed_days where kind = $3) p
        left join lateral (
          select {table.Columns} from {table.Name}
          where instrument = $1 and ts_event >= $2 order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
        ) t on true
        """;
}
