using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Npgsql;

namespace Argonaut.Postgres.Retention;

/// <summary>
/// What published files hold, by the ledger: a file holds everything of its kind and instrument from its first to its last row's
/// <c>ts_init</c>. An id that two sources share counts as not exported: a file does not say whose it is.
/// </summary>
internal sealed class ExportedData
{
    private static readonly Intervals Nothing = new([]);

    private readonly Dictionary<int, Instrument> _instruments;
    private readonly Dictionary<(string Kind, string InstrumentId), Intervals> _files;

    private ExportedData(Dictionary<int, Instrument> instruments, Dictionary<(string, string), Intervals> files, string stamp)
    {
        _instruments = instruments;
        _files = files;
        Stamp = stamp;
    }

    /// <summary>Another one when a file was published or removed.</summary>
    public string Stamp { get; }

    public static async Task<ExportedData> ReadAsync(NpgsqlConnection connection, IEnumerable<Instrument> instruments, CancellationToken ct)
    {
        await using var stamp = new NpgsqlCommand("select count(*) || '|' || coalesce(max(changed_at)::text, '') from exports", connection);
        var of = (string)(await stamp.ExecuteScalarAsync(ct))!;
        await using var command = new NpgsqlCommand(
            "select kind, instrument_id, first_ts_init, last_ts_init from exports where state = 'published' and rows > 0", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var files = new List<(string Kind, string Id, long First, long Last)>();
        while (await reader.ReadAsync(ct)) files.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        return new ExportedData(
            instruments.GroupBy(one => one.Id.Value).Where(same => same.Count() == 1).Select(same => same.Single()).ToDictionary(one => one.Key.Value),
            files.GroupBy(file => (file.Kind, file.Id)).ToDictionary(group => group.Key, group => new Intervals(group.Select(file => (file.First, file.Last)))),
            of);
    }

    /// <summary>The rows of a partition, exactly, and whether files hold all of them.</summary>
    public async Task<(long Rows, bool IsExported)> CheckAsync(NpgsqlConnection connection, DayPartition partition, CancellationToken ct)
    {
        var tick = TickTable.All.FirstOrDefault(table => table.Days == partition.Table || table.Chunks == partition.Table);
        var isPacked = tick?.Chunks == partition.Table;
        var series = await SeriesAsync(connection, partition, tick, isPacked, ct);
        var isExported = true;
        foreach (var one in series)
        {
            if (!isExported) break;
            var files = FilesOf(one, tick);
            isExported = files.Holds(one.First, one.Last) || await HoldsEachAsync(connection, partition, one, files, tick, isPacked, ct);
        }

        return (series.Sum(one => one.Rows), isExported);
    }

    private sealed record Series(int Instrument, int? Timeframe, long Rows, long First, long Last);

    private static async Task<List<Series>> SeriesAsync(
        NpgsqlConnection connection, DayPartition partition, TickTable? tick, bool isPacked, CancellationToken ct)
    {
        var sql = (tick, isPacked) switch
        {
            (null, _) when partition.Table == DayTable.Bars1s || partition.Table == DayTable.Bars1m =>
                $"select instrument, {(partition.Table == DayTable.Bars1s ? 0 : 4)}, count(*), min(ts_event), max(ts_event) from {partition.Name} group by instrument",
            (null, _) when IsBars(partition.Table) =>
                $"select instrument, timeframe::int, count(*), min(ts_event), max(ts_event) from {partition.Name} group by instrument, timeframe",
            (null, _) => $"select 0, -1, count(*), 0::bigint, 0::bigint from {partition.Name} having count(*) > 0",   // no export has such rows
            (_, false) => $"select instrument, -1, count(*), min(ts_init), max(ts_init) from {partition.Name} group by instrument",
            (_, true) => $"select instrument, -1, sum(n)::bigint, min(init_first), max(init_last) from {partition.Name} group by instrument",
        };
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var series = new List<Series>();
        while (await reader.ReadAsync(ct))
            series.Add(new Series(reader.GetInt32(0), reader.GetInt32(1) is >= 0 and var timeframe ? timeframe : null, reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        return series;
    }

    private Intervals FilesOf(Series series, TickTable? tick)
    {
        if (!_instruments.TryGetValue(series.Instrument, out var instrument)) return Nothing;
        var kind = tick?.Kind switch
        {
            MarketEventKind.Trade => "trade_tick",
            MarketEventKind.Quote => "quote_tick",
            MarketEventKind.BookDelta => "order_book_deltas",
            _ => series.Timeframe is { } index ? Timeframe.FromIndex(index).BarTypeOf(instrument.Id, instrument.BarPriceType) : "",
        };
        return _files.GetValueOrDefault((kind, instrument.Id.Value), Nothing);
    }

    /// <summary>Files of neighbouring days leave a moment between them, in which nothing may lie.</summary>
    private static async Task<bool> HoldsEachAsync(
        NpgsqlConnection connection, DayPartition partition, Series series, Intervals files, TickTable? tick, bool isPacked, CancellationToken ct)
    {
        if (ReferenceEquals(files, Nothing)) return false;
        var filter = isPacked
            ? "not ($2::int8multirange @> int8range(init_first, init_last, '[]'))"
            : $"not ($2::int8multirange @> {(tick is null ? "ts_event" : "ts_init")})";
        var timeframe = series.Timeframe is not null && partition.Table != DayTable.Bars1s && partition.Table != DayTable.Bars1m ? $" and timeframe = {series.Timeframe}" : "";
        await using var command = new NpgsqlCommand(
            $"select {(isPacked ? ChunkReader.Columns : "1")} from {partition.Name} where instrument = $1{timeframe} and {filter}{(isPacked ? "" : " limit 1")}", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = series.Instrument },
                new NpgsqlParameter<string> { TypedValue = files.ToMultirange() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!isPacked) return !await reader.ReadAsync(ct);
        var codec = new TickCodec();
        var ticks = new MarketEvent[TickCodec.MaxTicks];
        while (await reader.ReadAsync(ct))
        {
            var count = ChunkReader.Read(reader, 0, codec, tick!.Kind, new InstrumentKey(series.Instrument), ticks);
            for (var i = 0; i < count; i++)
                if (!files.Holds(ticks[i].TsInit.Value, ticks[i].TsInit.Value)) return false;
        }

        return true;
    }

    private static bool IsBars(DayTable table) =>
        table == DayTable.BarsSeconds || table == DayTable.BarsMinutes || table == DayTable.BarsLong;
}
