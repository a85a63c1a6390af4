using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Postgres;
using Argonaut.Postgres.Store;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>The statements of the product, prepared, on ten million rows: which plan the server makes for them.</summary>
public sealed class TenMillionRowsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private const int Days = 10;
    private const int TradesPerDay = 500_000;
    private const int QuotesPerDay = 400_000;
    private const int Bars = 1_000_000;

    private static readonly long First = UnixNanos.FromDate(new DateOnly(2026, 11, 10)).Value;

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

        // Twenty thousand minutes of fifty instruments.
        var bars = $"select 1 + i % 50, {First} + (i / 50 + 1) * 60000000000, {First} + (i / 50) * 60000000000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, true from generate_series(0::bigint, {Bars} - 1) i";
        foreach (var partition in Enumerable.Range(0, 3).Select(week => DayTable.Bars1m.PartitionOf(First) + week))
        {
            var (from, to) = DayTable.Bars1m.BoundsOf(partition);
            await ExecuteAsync(connection, $"create table {DayTable.Bars1m.NameOf(partition)} partition of bars_1m for values from ({from}) to ({to})");
        }

        await ExecuteAsync(connection, $"insert into bars_1m {bars}");
        await ExecuteAsync(connection, "analyze");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task There_are_ten_million_rows()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal(10_000_000, await ScalarAsync(connection, "select (select count(*) from trade_ticks) + (select count(*) from quote_ticks) + (select count(*) from bars_1m)"));
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
            Assert.True(double.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) <= atMost, line);
        }
    }

    private static async Task FillAsync(NpgsqlConnection connection, DayTable table, long from, string select)
    {
        var name = table.NameOf(table.PartitionOf(from));
        await ExecuteAsync(connection, $"""
            create table {name} (like {table.Name} including defaults);
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
        await using var command = new NpgsqlCommand($"explain (analyze, costs off, timing off, summary off) {sql}", connection);
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
