using System.Collections.Immutable;
using Argonaut.Integration.Postgres;

namespace Argonaut.Integration.Walks;

/// <summary>What a database holds, one text a row, without the numbers that a database gives by itself.</summary>
internal static class Rows
{
    public const string Trades =
        """
        select concat_ws(' ', s.source, i.instrument_id, t.seq, t.ts_event, t.ts_init, t.price, t.size, t.flags)
        from trade_ticks t join instruments i on i.id = t.instrument join streams s on s.id = t.stream where s.source = 'IB' order by t.seq
        """;

    public const string Quotes =
        """
        select concat_ws(' ', s.source, i.instrument_id, t.seq, t.ts_event, t.ts_init, t.bid, t.ask, t.bid_size, t.ask_size, t.flags)
        from quote_ticks t join instruments i on i.id = t.instrument join streams s on s.id = t.stream where s.source = 'IB' order by t.seq
        """;

    public const string BookDeltas =
        """
        select concat_ws(' ', s.source, i.instrument_id, t.seq, t.ts_event, t.ts_init, t.price, t.size, t.flags)
        from book_deltas t join instruments i on i.id = t.instrument join streams s on s.id = t.stream where s.source = 'IB' order by t.seq
        """;

    /// <summary>From a time of receipt on.</summary>
    public const string TradesUnnumbered =
        """
        select concat_ws(' ', i.instrument_id, t.ts_event, t.ts_init, t.price, t.size, t.flags)
        from trade_ticks t join instruments i on i.id = t.instrument where t.ts_init >= {0} order by t.ts_init
        """;

    /// <inheritdoc cref="TradesUnnumbered"/>
    public const string QuotesUnnumbered =
        """
        select concat_ws(' ', i.instrument_id, t.ts_event, t.ts_init, t.bid, t.ask, t.bid_size, t.ask_size, t.flags)
        from quote_ticks t join instruments i on i.id = t.instrument where t.ts_init >= {0} order by t.ts_init
        """;

    /// <inheritdoc cref="TradesUnnumbered"/>
    public const string BookDeltasUnnumbered =
        """
        select concat_ws(' ', i.instrument_id, t.ts_event, t.ts_init, t.price, t.size, t.flags)
        from book_deltas t join instruments i on i.id = t.instrument where t.ts_init >= {0} order by t.ts_init, t.seq
        """;

    /// <summary>Ticks that came from the source's history.</summary>
    public const string Backfilled =
        """
        select concat_ws(' ', i.instrument_id, t.ts_event, t.ts_init, t.price, t.size, t.flags)
        from trade_ticks t join instruments i on i.id = t.instrument join streams s on s.id = t.stream where s.source <> 'IB' order by t.ts_event, t.seq
        """;

    public const string Bars =
        """
        select concat_ws(' ', i.instrument_id, b.timeframe, b.ts_open, b.open, b.high, b.low, b.close, b.volume, b.trade_count, b.notional,
                         b.open_ts_init, b.close_ts_init, b.source, b.is_final)
        from (select instrument, 0 as timeframe, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, is_final from bars_1s
              union all
              select instrument, 4, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, is_final from bars_1m
              union all
              select instrument, timeframe, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, is_final from bars) b
        join instruments i on i.id = b.instrument order by i.instrument_id, b.timeframe, b.ts_open
        """;

    /// <summary>All but how often it was tried.</summary>
    public const string Gaps =
        """
        select concat_ws(' ', s.source, i.instrument_id, g.kind, g.from_ns, g.to_ns, g.from_seq, g.to_seq, g.reason, g.source, g.state, g.ticks)
        from gaps g join streams s on s.id = g.stream left join instruments i on i.id = g.instrument order by i.instrument_id, g.kind, g.from_ns
        """;

    public const string GapTimes =
        """
        select concat_ws(' ', i.instrument_id, g.kind, g.from_ns, g.to_ns, g.reason, g.state, g.ticks)
        from gaps g left join instruments i on i.id = g.instrument order by i.instrument_id, g.kind, g.from_ns
        """;

    public static string[] All => [Trades, Quotes, Bars, Gaps];

    public static async Task<ImmutableArray<string>> ReadAsync(PostgresDatabase database, string sql, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(ct)) rows.Add(reader.GetString(0));
        return rows.ToImmutable();
    }
}
