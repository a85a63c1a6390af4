using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>The statements that the product relies on run on their index, in the plan that the server makes for them.</summary>
public sealed class QueryPlanTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var stream = await _store.OpenStreamAsync("PLAN", MarketEventKind.Trade, Ct);
        if (stream.LastSequence > 0) return;              // filled by the test before
        var next = 1L;
        for (var instrument = 1; instrument <= 10; instrument++)
        {
            await _store.SaveInstrumentAsync(Make.Equity($"PLAN{instrument}.X"), Ct);
            for (var day = 0; day < 4; day++)
            {
                var ticks = Make.Trades(new InstrumentKey(instrument), stream, 1_000, next);
                for (var i = 0; i < ticks.Length; i++) ticks[i] = ticks[i] with { TsEvent = ticks[i].TsEvent + day * UnixNanos.PerDay, TsInit = ticks[i].TsInit + day * UnixNanos.PerDay };
                next += ticks.Length;
                var bars = Enumerable.Range(0, 1_000).Select(i => Make.Bar(new(instrument), Timeframe.Minute1, Timeframe.Minute1.OpenOf(Make.Noon) + (day * 1_000 + i) * UnixNanos.PerMinute));
                await _store.CommitAsync(new StoreBatch { Trades = ticks, Bars = [.. bars] }, Ct);
            }
        }

        await database.ExecuteAsync("analyze", Ct);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("select price from trade_ticks where instrument = 3 and ts_event >= 0 order by ts_event desc, ts_init desc, stream desc, seq desc limit 1")]
    [InlineData("select price from trade_ticks where instrument = 3 and ts_event >= 1700000000000000000 and ts_event < 9000000000000000000 and (ts_event, ts_init, stream, seq) < (1763737800000000000, 5, 1, 1) order by ts_event desc, ts_init desc, stream desc, seq desc limit 500")]
    [InlineData("select open from bars_1m where instrument = 3 and ts_event >= 1763737800000000000 and ts_event < 9000000000000000000 order by ts_event limit 500")]
    [InlineData("select price from market_latest('IB', 'PLAN3.X')")]
    [InlineData("select price from market_range('IB', 'PLAN3.X', 1763737800000000000, 9000000000000000000, 500)")]
    public async Task A_hot_read_walks_an_index_and_sorts_at_most_ties(string sql)
    {
        var plan = await PlanAsync(sql);

        Assert.Contains("Index", plan, StringComparison.Ordinal);
        for (var day = 0; day < 4; day++)                   // empty days ahead are scanned for nothing
            Assert.DoesNotContain($"Seq Scan on trade_ticks_{Make.Noon.UtcDate.AddDays(day):yyyyMMdd}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on bars", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounded_range_reads_only_its_days()
    {
        var from = UnixNanos.FromDate(Make.Noon.UtcDate);

        var plan = await PlanAsync($"select price from trade_ticks where instrument = 3 and ts_event >= {from} and ts_event < {from + UnixNanos.PerDay}");

        Assert.Contains($"trade_ticks_{Make.Noon.UtcDate:yyyyMMdd}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain($"trade_ticks_{Make.Noon.UtcDate.AddDays(1):yyyyMMdd}", plan, StringComparison.Ordinal);
    }

    private async Task<string> PlanAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand("explain " + sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
