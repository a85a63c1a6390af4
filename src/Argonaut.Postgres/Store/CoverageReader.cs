using System.Collections.Immutable;
using System.Data;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres.Packing;
using Npgsql;

namespace Argonaut.Postgres.Store;

/// <summary>
/// What is stored. First and last come from the indexes; rows are counted in small tables and estimated in large ones.
/// Packed ticks count as the rows they were, in one snapshot with them.
/// </summary>
internal sealed class CoverageReader(ReadSessions sessions, long countedRows)
{
    /// <summary>Tables below this are counted, which takes a few hundred milliseconds at most.</summary>
    public const long CountedRows = 1_000_000;

    private const int BarRowBytes = 150;

    private static readonly (string Name, Timeframe[] Timeframes)[] Bars =
    [
        ("bars_1s", [Timeframe.Second1]),
        ("bars_1m", [Timeframe.Minute1]),
        ("bars", [.. Timeframe.All.Where(timeframe => BarTable.NameOf(timeframe) == "bars")]),
    ];

    public Task<ImmutableArray<CoverageRow>> AllAsync(CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            var rows = ImmutableArray.CreateBuilder<CoverageRow>();
            await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
            foreach (var table in TickTable.All)
            {
                var isLarge = await SizeAsync(connection, table.Name, token) / table.RowBytes > countedRows;
                await AddAsync(connection, isLarge ? EstimatedTicks(table) : CountedTicks(table), table.Kind, isLarge, rows, [], token);
                AddPacked(rows, table.Kind, await PackedCoverage.AllAsync(connection, table, token));
            }

            foreach (var (name, timeframes) in Bars)
            {
                var isLarge = await SizeAsync(connection, name, token) / BarRowBytes > countedRows;
                await AddAsync(connection, isLarge ? EstimatedBars(name) : CountedBars(name), MarketEventKind.Bar, isLarge, rows,
                    Bounds(timeframes, UnixNanos.Zero, UnixNanos.MaxValue), token);
            }

            return rows.ToImmutable();
        },
        ct);

    /// <summary>Exact: ticks with <c>ts_init</c> and bars with their open in <c>[from, to)</c>, as an export of that range has them.</summary>
    public Task<ImmutableArray<CoverageRow>> RangeAsync(UnixNanos from, UnixNanos to, CancellationToken ct) => sessions.RunAsync(
        async (connection, token) =>
        {
            var rows = ImmutableArray.CreateBuilder<CoverageRow>();
            await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
            foreach (var table in TickTable.All)
            {
                var condition = await DistantDays.ConditionAsync(connection, table, null, from, to, token);
                var sql = $"""
                    select instrument, 0::smallint, min(ts_event), max(ts_event), count(*) from {table.Name}
                    where {condition} and ts_init >= {from.Value} and ts_init < {to.Value} group by instrument order by instrument
                    """;
                await AddAsync(connection, sql, table.Kind, isEstimate: false, rows, [], token);
                AddPacked(rows, table.Kind, await PackedCoverage.RangeAsync(connection, table, from, to, token));
            }

            foreach (var (name, timeframes) in Bars)
                await AddAsync(connection, CountedBars(name), MarketEventKind.Bar, isEstimate: false, rows, Bounds(timeframes, from, to), token);
            return rows.ToImmutable();
        },
        ct);

    /// <summary>Adds packed ticks to the instrument's row of the kind, or a row where it has none.</summary>
    private static void AddPacked(ImmutableArray<CoverageRow>.Builder rows, MarketEventKind kind, PackedCoverage packed)
    {
        foreach (var (instrument, found) in packed.Found)
        {
            var at = IndexOf(rows, kind, instrument);
            if (at < 0)
                rows.Add(new CoverageRow(new InstrumentKey(instrument), kind, null, new UnixNanos(found.First), new UnixNanos(found.Last), found.Rows, false));
            else
                rows[at] = rows[at] with
                {
                    First = new UnixNanos(Math.Min(rows[at].First.Value, found.First)),
                    Last = new UnixNanos(Math.Max(rows[at].Last.Value, found.Last)),
                    Rows = rows[at].Rows + found.Rows,
                };
        }
    }

    private static int IndexOf(ImmutableArray<CoverageRow>.Builder rows, MarketEventKind kind, int instrument)
    {
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Kind == kind && rows[i].Instrument.Value == instrument) return i;
        return -1;
    }

    private static string CountedTicks(TickTable table) =>
        $"select instrument, 0::smallint, min(ts_event), max(ts_event), count(*) from {table.Name} group by instrument order by instrument";

    /// <summary>Rows by the planner's statistics: how often each instrument was seen in the sample of each partition.</summary>
    private static string EstimatedTicks(TickTable table) =>
        $"""
        select i.id, 0::smallint, a.ts_event, z.ts_event, coalesce(e.rows, 1)
        from instruments i
        cross join lateral (select ts_event from {table.Name} where instrument = i.id order by ts_event limit 1) a
        cross join lateral (select ts_event from {table.Name} where instrument = i.id order by ts_event desc limit 1) z
        left join (
          select v.instrument, greatest(1, sum(v.share * c.reltuples))::bigint as rows
          from pg_inherits h
          join pg_class c on c.oid = h.inhrelid and c.reltuples > 0
          join pg_namespace n on n.oid = c.relnamespace
          join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = 'instrument'
          cross join lateral unnest(s.most_common_vals::text::int[], s.most_common_freqs) as v(instrument, share)
          where h.inhparent = '{table.Name}'::regclass
          group by v.instrument
        ) e on e.instrument = i.id
        order by i.id
        """;

    /// <summary>One index range an instrument and timeframe; the bounds of <c>ts_event</c> differ by timeframe.</summary>
    private static string CountedBars(string name) =>
        $"""
        select i.id, f.id, b.first, b.last, b.rows
        from instruments i
        cross join unnest($1, $2, $3) as f(id, from_ns, to_ns)
        cross join lateral (
          select min(ts_open) as first, max(ts_open) as last, count(*) as rows from {name}
          where instrument = i.id and ts_event >= f.from_ns and ts_event < f.to_ns{(name == "bars" ? " and timeframe = f.id" : "")}
        ) b
        where b.rows > 0 order by i.id, f.id
        """;

    /// <summary>As of ticks: the shares of instruments, and of timeframes where they share a table, in the sample of each partition.</summary>
    private static string EstimatedBars(string name)
    {
        var isShared = name == "bars";
        var mine = $"instrument = i.id and ts_event >= f.from_ns and ts_event < f.to_ns{(isShared ? " and timeframe = f.id" : "")}";
        return $"""
            select i.id, f.id, a.ts_open, z.ts_open, coalesce(e.rows, 1)
            from instruments i
            cross join unnest($1, $2, $3) as f(id, from_ns, to_ns)
            cross join lateral (select ts_open from {name} where {mine} order by ts_event limit 1) a
            cross join lateral (select ts_open from {name} where {mine} order by ts_event desc limit 1) z
            left join (
              select v.instrument, {(isShared ? "w.timeframe" : "null::int as timeframe")}, greatest(1, sum(v.share * {(isShared ? "w.share * " : "")}c.reltuples))::bigint as rows
              from pg_partition_tree('{name}'::regclass) p
              join pg_class c on c.oid = p.relid and p.isleaf and c.reltuples > 0
              join pg_namespace n on n.oid = c.relnamespace
              join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = 'instrument'
              cross join lateral unnest(s.most_common_vals::text::int[], s.most_common_freqs) as v(instrument, share)
              {(isShared
                  ? """
                    join pg_stats t on t.schemaname = n.nspname and t.tablename = c.relname and t.attname = 'timeframe'
                    cross join lateral unnest(t.most_common_vals::text::int[], t.most_common_freqs) as w(timeframe, share)
                    """
                  : "")}
              group by 1, 2
            ) e on e.instrument = i.id{(isShared ? " and e.timeframe = f.id" : "")}
            order by i.id, f.id
            """;
    }

    private static NpgsqlParameter[] Bounds(Timeframe[] timeframes, UnixNanos from, UnixNanos to) =>
    [
        new NpgsqlParameter<short[]> { TypedValue = [.. timeframes.Select(timeframe => (short)timeframe.Index)] },
        new NpgsqlParameter<long[]> { TypedValue = [.. timeframes.Select(timeframe => BarTable.CloseOfFirstOpenFrom(timeframe, from))] },
        new NpgsqlParameter<long[]> { TypedValue = [.. timeframes.Select(timeframe => BarTable.CloseOfFirstOpenFrom(timeframe, to))] },
    ];

    private static async Task<long> SizeAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(sum(pg_relation_size(relid)), 0)::bigint from pg_partition_tree($1::regclass) where isleaf", connection)
        {
            Parameters = { new() { Value = table } },
        };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task AddAsync(
        NpgsqlConnection connection, string sql, MarketEventKind kind, bool isEstimate,
        ImmutableArray<CoverageRow>.Builder rows, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add(new CoverageRow(
                new InstrumentKey(reader.GetInt32(0)),
                kind,
                kind == MarketEventKind.Bar ? Timeframe.FromIndex(reader.GetInt16(1)) : null,
                new UnixNanos(reader.GetInt64(2)),
                new UnixNanos(reader.GetInt64(3)),
                reader.GetInt64(4),
                isEstimate));
    }
}
