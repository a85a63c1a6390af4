using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Trading.Quality;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>Bad data from the wire to PostgreSQL: simulated gateway, our client, ingestion, real store.</summary>
public sealed class QualityPathTests(PostgresFixture postgres)
{
    private readonly Happenings _happenings = new();

    [Fact]
    public async Task F_504_F_507_What_no_market_has_is_in_quarantine_or_flagged_and_every_tick_is_accounted_for()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        await using var gateway = NewGateway();
        var port = await gateway.StartAsync(ct);
        await using var feed = new IbFeed(new IbOptions { Host = "127.0.0.1", Port = port, TickByTickBudget = int.MaxValue }, NoFrames.Instance, TimeProvider.System, NullLogger<IbFeed>.Instance);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var quality = new PostgresQualityStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        using var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions(), TimeProvider.System, NullLogger<MarketRecorder>.Instance, quality);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        recorder.Attach(_happenings);
        var running = recorder.RunAsync(stop.Token);
        await _happenings.UntilAsync(() => feed.Status.State == FeedState.Ready);
        var instrument = (await recorder.ResolveAsync("AAPL.NASDAQ", ct)).Single();
        await recorder.StartRecordingAsync(instrument.Key, KindSet.TradesAndQuotes, ct);
        await _happenings.UntilAsync(() => recorder.LatestTrade(instrument.Key) is not null && recorder.LatestQuote(instrument.Key) is not null);

        foreach (var (kind, rule) in new[]
        {
            ("negative", QualityRule.PriceNegative), ("zero", QualityRule.SizeZero), ("max", QualityRule.PriceNotANumber), ("crossed", QualityRule.Crossed),
        })
        {
            var fault = gateway.Faults.Arm(FaultSpec.Of(FaultCatalog.CrossedOrNegative, ("kind", kind)) with { Times = 0 });
            await _happenings.UntilAsync(() => Count(recorder, rule) > 0);
            fault.Disarm();
        }

        var late = gateway.Faults.Arm(FaultSpec.Of(FaultCatalog.OutOfOrderTicks) with { Times = 0 });
        await _happenings.UntilAsync(() => Count(recorder, QualityRule.OutOfOrder) > 0);
        late.Disarm();
        await stop.CancelAsync();
        await running;

        var totals = await quality.TotalsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, ct);
        var quarantine = await quality.ReadAsync(new QualityQuery(instrument.Key, [QualityAction.Reject], [], UnixNanos.Zero, UnixNanos.MaxValue, 1_000), ct);
        var counts = recorder.Quality.Counts;
        Assert.Equal(
            counts.ToDictionary(c => QualityRules.IdOf(c.Key), c => c.Value).OrderBy(c => c.Key),
            totals.GroupBy(t => t.Rule).ToDictionary(g => g.Key, g => g.Sum(t => t.Count)).OrderBy(c => c.Key));
        var c = recorder.Counters;
        Assert.Equal(c.Received, c.Acknowledged + c.Rejected);
        Assert.Equal(c.Rejected, quarantine.Length);
        Assert.Contains(quarantine, f => f.Rule == "price_negative" && f.Raw.AsSpan().IndexOf("-1"u8) > 0);
        Assert.Contains(quarantine, f => f.Rule == "size_zero" && f.Tick is { B: 0 });
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from trade_ticks where price <= 0 or size <= 0", ct));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from bars_1s where low <= 0", ct));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from quote_ticks where (bid > ask) <> (flags & 256 <> 0)", ct));
        Assert.Equal(counts[QualityRule.Crossed], await database.ScalarAsync<long>("select count(*) from quote_ticks where flags & 256 <> 0", ct));
    }

    [Fact]
    public async Task F_405_A_gateway_whose_clock_is_off_is_noticed_and_noticed_again_when_it_is_right()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        await using var gateway = NewGateway();
        var port = await gateway.StartAsync(ct);
        var options = new IbOptions { Host = "127.0.0.1", Port = port, TickByTickBudget = int.MaxValue, ClockProbeInterval = TimeSpan.FromMilliseconds(200) };
        await using var feed = new IbFeed(options, NoFrames.Instance, TimeProvider.System, NullLogger<IbFeed>.Instance);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        using var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions(), TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        recorder.Attach(_happenings);
        var running = recorder.RunAsync(stop.Token);
        await _happenings.UntilAsync(() => recorder.Quality.Clock is { Offset: not null, SkewedSince: null });

        var fault = gateway.Faults.Arm(FaultCatalog.ClockSkew, ("offset", "90"));
        await _happenings.UntilAsync(() => recorder.Quality.Clock.SkewedSince is not null);
        Assert.InRange(recorder.Quality.Clock.Offset!.Value.TotalSeconds, 80, 100);
        fault.Disarm();
        await _happenings.UntilAsync(() => recorder.Quality.Clock.SkewedSince is null);

        Assert.Equal(1, Count(recorder, QualityRule.SourceClock));
        await stop.CancelAsync();
        await running;
    }

    private static GatewayServer NewGateway() => new(
        new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed }, new TapeMarket(new TapeMarketOptions { TicksPerSecond = 20 }, TimeProvider.System),
        TimeProvider.System, NullLogger<GatewayServer>.Instance);

    private static long Count(MarketRecorder recorder, QualityRule rule) => recorder.Quality.Counts.GetValueOrDefault(rule);
}
