using System.Collections.Immutable;
using Argonaut.Catalog.Csv;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Postgres;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>Recorded ticks through the real wire: what lands in PostgreSQL equals the file row by row.</summary>
public sealed class ReplayPathTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("nautilus/128-bit/quotes.parquet")]
    [InlineData("nautilus/64-bit/quotes.parquet")]
    [InlineData("nautilus/128-bit/quotes-3-groups-filter-query.parquet")]
    [InlineData("nautilus/extra/quote_tick_eurusd_2019_sim_rust.parquet")]
    [InlineData("nautilus/extra/quote_tick_usdjpy_2019_sim_rust.parquet")]
    public async Task A_replayed_parquet_file_is_stored_row_by_row(string file)
    {
        var replay = TickReplay.OpenFiles([SharedData.Require(file)]);
        var series = replay.Series().Single();
        var rows = series.Events.ToImmutableArray();

        await StoredRowsEqualAsync(series.Instrument.Id, series.Kind, series.Instrument.PricePrecision, series.Instrument.SizePrecision, rows);
    }

    [Fact]
    public async Task A_replayed_csv_file_is_stored_row_by_row()
    {
        var ticks = CsvTicks.Open(SharedData.Require("nautilus/extra/truefx-usdjpy-ticks.csv"));

        await StoredRowsEqualAsync(InstrumentId.Parse("USD/JPY.SIM"), ticks.Kind, ticks.PricePrecision, ticks.SizePrecision, [.. ticks.Read()]);
    }

    [Fact]
    public async Task Replayed_trades_keep_price_size_and_nanoseconds()
    {
        var start = 1_703_462_400_123_456_789;
        var rows = Enumerable.Range(0, 12_001).Select(i => new MarketEvent(
            MarketEventKind.Trade, new InstrumentKey(1), 15_025_000_000 + i % 7 * 1_000_000, (i % 9 + 1) * 100_000_000L, 0, 0, TickFlags.None,
            new UnixNanos(start + i * 333L), new UnixNanos(start + i * 333L + 17))).ToImmutableArray();

        await StoredRowsEqualAsync(InstrumentId.Parse("AAPL.NASDAQ"), MarketEventKind.Trade, 2, 0, rows);
    }

    private async Task StoredRowsEqualAsync(InstrumentId id, MarketEventKind kind, byte pricePrecision, byte sizePrecision, ImmutableArray<MarketEvent> rows)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        var market = new ReplayMarket([ReplaySeries.Of(id, kind, pricePrecision, sizePrecision, rows)], double.PositiveInfinity, TimeProvider.System);
        await using var path = await RecordingPath.StartAsync(database, market, ct);

        var instrument = await path.RecordAsync(id.Value, ct);
        await path.AcknowledgedAsync(rows.Length, ct);

        var stored = await path.StoredAsync(kind, instrument, ct);
        Assert.Equal(rows.Length, stored.Length);
        for (var i = 0; i < rows.Length; i++) Assert.Equal(Comparable(rows[i]), Comparable(stored[i]));
        Assert.Equal(rows.Length, path.Recorder.Counters.Received);
    }

    /// <summary>Without what the store adds: its own key, stream and sequence, and marks of its own checks. IB's wire carries no aggressor.</summary>
    private static (long, long, long, long, UnixNanos, UnixNanos) Comparable(in MarketEvent tick) => (tick.A, tick.B, tick.C, tick.D, tick.TsEvent, tick.TsInit);
}
