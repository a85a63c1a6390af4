using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class DayCoverageTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Days_with_ticks_and_bars_have_their_first_and_last_time()
    {
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        var instrument = (await store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
        var other = (await store.SaveInstrumentAsync(Make.Equity("MSFT.NASDAQ"), Ct)).Key;
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        var day = UnixNanos.FromDate(new DateOnly(2026, 11, 20));
        UnixNanos[] times = [day - 1, day, day + 7, day + UnixNanos.PerDay - 1, day + 3 * UnixNanos.PerDay];
        await store.CommitAsync(new StoreBatch
        {
            Trades = times.Select((at, i) => Make.Trade(i == 2 ? other : instrument, stream.Stream, i + 1, at, at + 500)).ToArray(),
            // The last minute of a day closes at midnight and belongs to the day of its open.
            Bars = [Make.Bar(instrument, Timeframe.Minute1, day - UnixNanos.PerMinute), Make.Bar(instrument, Timeframe.Minute1, day), Make.Bar(instrument, Timeframe.Hour1, day)],
        }, Ct);
        var coverage = new PostgresDayCoverage(database.DataSource);

        var trades = await coverage.ReadAsync(MarketEventKind.Trade, null, day - UnixNanos.PerDay, day + 3 * UnixNanos.PerDay, Ct);
        var minutes = await coverage.ReadAsync(MarketEventKind.Bar, Timeframe.Minute1, day - UnixNanos.PerDay, day + UnixNanos.PerDay, Ct);
        var hours = await coverage.ReadAsync(MarketEventKind.Bar, Timeframe.Hour1, day, day + UnixNanos.PerDay, Ct);
        var quotes = await coverage.ReadAsync(MarketEventKind.Quote, null, day, day + UnixNanos.PerDay, Ct);

        Assert.Equal(
            [new StoredDay(instrument, day - UnixNanos.PerDay, times[0], times[0]), new StoredDay(instrument, day, times[1], times[3]), new StoredDay(other, day, times[2], times[2])], trades);
        Assert.Equal([(day - UnixNanos.PerDay, day - UnixNanos.PerMinute), (day, day)], minutes.Select(d => (d.Day, d.First)));
        Assert.Equal(day, Assert.Single(hours).First);
        Assert.Empty(quotes);
    }
}
