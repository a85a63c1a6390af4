using System.Globalization;
using System.Text.RegularExpressions;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>
/// The statements of the product, prepared, on ten million rows: which plan the server makes for them. The rows are not logged: a plan
/// is the same, and they are there sooner.
/// </summary>
public sealed class TenMillionRowsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private const int Days = 10;
    private const int TradesPerDay = 500_000;
    private const int QuotesPerDay = 400_000;
    private const int Bars = 700_000;
    private const int MinuteBars = 270_000;
    private const int Chunks = 30_000;

    private static readonly long First = UnixNanos.FromDate(new DateOnly(2026, 11, 10)).Value;

    private static readonly long FirstPacked = UnixNanos.FromDate(new DateOnly(2026, 10, 1)).Value;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        if (await ScalarAsync(connection, "select count(*) from instruments") > 0) return;   // filled by the test before
        await ExecuteAsync(connection, "insert into instruments (id, venue, symbol, instrument_id, asset_class, currency) select i, 'IB', 'S' || i, 'S' || i || '.X', 'EQUITY', 'USD' from generate_series(1, 50) i");
        for (var day = 0; day < Days; day++)
        {
            var from = First + day * UnixNanos.PerDay;
            await FillAsync(connection, DayTable.Trades, from, $"select {from} + i * 170000, {from} + i * 170000 + 500, 15000000000 + i % 1000, 100000000, {day} * 10000000 + i, 1 + i % 50, 1, 1 from generate_series(1::bigint, {TradesPerDay}) i");
            await FillAsync(connection, DayTable.Quotes, from, $"select {from} + i * 210000, {from} + i * 210000 + 500, 15000000000, 15001000000, 1, 1, {day} * 10000000 + i, 1 + i % 50, 2, 0 from generate_series(1::bigint, {QuotesPerDay}) i");
        }

        // Fourteen thousand minutes of fifty instruments.
        var bars = $"select 1 + i % 50, {First} + (i / 50 + 1) * 60000000000, {First} + (i / 50) * 60000000000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, true from generate_series(0::bigint, {Bars} - 1) i";
        foreach (var partition in Enumerable.Range(0, 3).Select(week => DayTable.Bars1m.PartitionOf(First) + week))
        {
            var (from, to) = DayTable.Bars1m.BoundsOf(partition);
            await ExecuteAsync(connection, $"create unlogged table {DayTable.Bars1m.NameOf(partition)} partition of bars_1m for values from ({from}) to ({to})");
        }

        await ExecuteAsync(connection, $"insert into bars_1m {bars}");
        await FillMinutesAsync(connection);
        await FillChunksAsync(connection);
        await ExecuteAsync(connection, "analyze");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task There_are_ten_million_rows()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal(10_000_000, await ScalarAsync(connection,
            "select (select count(*) from trade_ticks) + (select count(*) from quote_ticks) + (select count(*) from bars_1m) + (select count(*) from bars) + (select count(*) from trade_chunks)"));
    }

    [Theory]
    [InlineData(MarketEventKind.Trade, "force_generic_plan")]
    [InlineData(MarketEventKind.Trade, "force_custom_plan")]
    [InlineData(MarketEventKind.Quote, "force_generic_plan")]
    [InlineData(MarketEventKind.Quote, "force_custom_plan")]
    public async Task S4_55_The_latest_tick_is_one_step_of_the_index(MarketEventKind kind, string mode)
    {
        var table = TickTable.Of(kind);

        var plan = await PlanAsync(mode, "int, bigint, smallint", TickReader.LatestSqlOf(table), $"7, {First + 9 * UnixNanos.PerDay}, {(int)kind}");

        AssertByIndex(plan, table.Name);
        AssertReads(plan, atMost: 20);
        AssertTouches(plan, pages: 40);
    }

    [Theory]
    [InlineData(MarketEventKind.Trade, "force_generic_plan")]
    [InlineData(MarketEventKind.Trade, "force_custom_plan")]
    [InlineData(MarketEventKind.Quote, "force_custom_plan")]
    public async Task S4_39_The_last_500_ticks_walk_the_index_backwards(MarketEventKind kind, string mode)
    {
        var table = TickTable.Of(kind);

        var plan = await PlanAsync(mode, "int, bigint, bigint, bigint, bigint, int, bigint, int", TickReader.PageSqlOf(table, isDescending: true),
            $"7, 0, {long.MaxValue}, {long.MaxValue}, {long.MaxValue}, {int.MaxValue}, {long.MaxValue}, 500");

        AssertByIndex(plan, table.Name);
        AssertReads(plan, atMost: 700);
        AssertTouches(plan, pages: 800);
    }

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task S4_39_A_range_reads_its_own_rows_of_its_own_days(string mode)
    {
        var from = First + 4 * UnixNanos.PerDay + 10_000_000_000;

        var plan = await PlanAsync(mode, "int, bigint, bigint, bigint, bigint, int, bigint, int", TickReader.PageSqlOf(TickTable.Trades, isDescending: false),
            $"7, {from}, {from + 8_500_000_000}, -1, 0, 0, 0, 10000");

        AssertByIndex(plan, "trade_ticks");
        AssertReads(plan, atMost: 1_200);
        AssertTouches(plan, pages: 1_200);
        Assert.DoesNotContain("trade_ticks_20261113", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("trade_ticks_20261115", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task S4_55_The_last_500_bars_of_an_instrument_walk_their_key(string mode)
    {
        var plan = await PlanAsync(mode, "int, bigint, bigint, int", BarTable.PageSqlOf(Timeframe.Minute1, isDescending: true), $"7, 0, {long.MaxValue}, 500");

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains("bars_1m_", plan, StringComparison.Ordinal);
        AssertReads(plan, atMost: 700);
        AssertTouches(plan, pages: 700);
    }

    [Theory]
    [InlineData("2m", "force_generic_plan")]
    [InlineData("15m", "force_generic_plan")]
    [InlineData("15m", "force_custom_plan")]
    public async Task S4_55_The_last_500_bars_of_a_timeframe_that_shares_its_table_walk_its_key(string code, string mode)
    {
        var timeframe = Timeframe.All.First(one => one.Code == code);

        var plan = await PlanAsync(mode, "int, bigint, bigint, int, smallint", BarTable.PageSqlOf(timeframe, isDescending: true), $"7, 0, {long.MaxValue}, 500, {timeframe.Index}");

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains("bars_minutes_", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        AssertReads(plan, atMost: 500);
        AssertTouches(plan, pages: 600);
    }

    [Theory]
    [InlineData(false, "force_generic_plan")]
    [InlineData(true, "force_generic_plan")]
    [InlineData(true, "force_custom_plan")]
    public async Task S4_39_A_page_of_packed_ticks_reads_its_own_chunks_only(bool isDescending, string mode)
    {
        var from = FirstPacked + 3 * UnixNanos.PerDay + 1_000_000_000;
        var place = isDescending ? $"{long.MaxValue}, {int.MaxValue}" : "-1, -1";

        var plan = await PlanAsync(mode, "smallint, int, bigint, bigint, bigint, int, int, bigint", ChunkReader.PageSqlOf(TickTable.Trades, isDescending),
            $"1, 7, {from}, {from + 2_000_000_000}, {place}, 3, {ChunkReader.StartOfDay(from)}");

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.Contains("trade_chunks_20261004_", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("trade_chunks_20261005_", plan, StringComparison.Ordinal);
        AssertReads(plan, atMost: 3);
        AssertTouches(plan, pages: 20);
    }

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task S4_55_The_last_packed_tick_is_one_step_of_the_key(string mode)
    {
        var plan = await PlanAsync(mode, "smallint, int", ChunkReader.LatestSqlOf(TickTable.Trades), "1, 7");

        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        AssertReads(plan, atMost: 1);
        AssertTouches(plan, pages: 10);
    }

    [Theory]
    [InlineData("select price from market_latest('IB', 'S7.X')", 100)]
    [InlineData("select price from market_range('IB', 'S7.X', 1794268800000000000, 1795132800000000000, 500)", 1_700)]
    [InlineData("select price from latest_ticks where instrument_id = 'S7.X'", 100)]
    public async Task The_functions_for_people_avoid_the_trap_of_the_joined_view(string sql, int rows)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        var plan = await ExplainAsync(connection, sql);

        AssertByIndex(plan, "trade_ticks");
        AssertReads(plan, rows);
        AssertTouches(plan, pages: rows + 300);
    }

    private static void AssertByIndex(string plan, string table)
    {
        // A walk of the index, or a bitmap of it.
        Assert.Matches($@"(using|on) {table}_\d+_instrument_ts_event_idx", plan);
        Assert.DoesNotContain($"Seq Scan on {table}", plan, StringComparison.Ordinal);
    }

    /// <summary>No node of the plan gave more rows, the executor's own count.</summary>
    private static void AssertReads(string plan, long atMost)
    {
        foreach (var line in plan.Split('\n'))
        {
            if (line.IndexOf("(actual rows=", StringComparison.Ordinal) is not (>= 0 and var at)) continue;
            var text = line[(at + "(actual rows=".Length)..];
            Assert.True(double.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture) <= atMost, line);
        }
    }

    /// <summary>The whole statement looked at no more pages of eight kilobytes, of tables and indexes, cached or not.</summary>
    private static void AssertTouches(string plan, long pages)
    {
        var line = plan.Split('\n').First(one => one.Contains("Buffers: shared", StringComparison.Ordinal));   // that of the topmost node
        long touched = 0;
        foreach (Match part in Regex.Matches(line, @"\b(hit|read)=(\d+)")) touched += long.Parse(part.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        Assert.InRange(touched, 1, pages);
    }

    /// <summary>Ninety days of 2m and 15m bars.</summary>
    private static async Task FillMinutesAsync(NpgsqlConnection connection)
    {
        var until = First + 10 * UnixNanos.PerDay;
        for (var partition = DayTable.BarsMinutes.PartitionOf(until - 400 * UnixNanos.PerDay); partition <= DayTable.BarsMinutes.PartitionOf(until); partition++)
        {
            var (from, to) = DayTable.BarsMinutes.BoundsOf(partition);
            await ExecuteAsync(connection, $"create unlogged table {DayTable.BarsMinutes.NameOf(partition)} partition of bars_minutes for values from ({from}) to ({to})");
        }

        foreach (var (timeframe, minutes, count) in new[] { (5, 2, MinuteBars / 2), (9, 15, MinuteBars / 2) })
            await ExecuteAsync(connection, $"""
                insert into bars (instrument, timeframe, ts_event, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, revision, is_final)
                select 1 + i % 50, {timeframe}, {until} - (i / 50) * {minutes}::bigint * 60000000000, {until} - (i / 50 + 1) * {minutes}::bigint * 60000000000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, true
                from generate_series(0::bigint, {count} - 1) i
                """);
    }

    /// <summary>Ten packed days, sixty chunks of each instrument a day.</summary>
    private static async Task FillChunksAsync(NpgsqlConnection connection)
    {
        for (var day = 0; day < Days; day++)
        {
            var from = FirstPacked + day * UnixNanos.PerDay;
            var name = DayTable.TradeChunks.NameOf(DayTable.TradeChunks.PartitionOf(from));
            await ExecuteAsync(connection, $"create unlogged table {name} partition of trade_chunks for values from ({from}) to ({from + UnixNanos.PerDay})");
            await ExecuteAsync(connection, $"""
                insert into {name} (ts_first, ts_last, init_first, init_last, instrument, part, n, crc, kind, codec, payload)
                select {from} + (i / 50) * 1000000000, {from} + (i / 50 + 1) * 1000000000 - 1, 1, 2, 1 + i % 50, (i / 50)::int, 1000, 0, 1, 1, decode(repeat('ab', 500), 'hex')
                from generate_series(0::bigint, {Chunks / Days} - 1) i
                """);
        }
    }

    private static async Task FillAsync(NpgsqlConnection connection, DayTable table, long from, string select)
    {
        var name = table.NameOf(table.PartitionOf(from));
        await ExecuteAsync(connection, $"""
            create unlogged table {name} (like {table.Name} including defaults);
            insert into {name} {select};
            alter table {table.Name} attach partition {name} for values from ({from}) to ({from + UnixNanos.PerDay})
            """);
    }

    private async Task<string> PlanAsync(string mode, string types, string sql, string values)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await ExecuteAsync(connection, $"set local plan_cache_mode = {mode}; prepare asked ({types}) as {sql}");
        try
        {
            return await ExplainAsync(connection, $"execute asked ({values})");
        }
        finally
        {
            await ExecuteAsync(connection, "deallocate asked");
        }
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand($"explain (analyze, buffers, costs off, timing off, summary off) {sql}", connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
