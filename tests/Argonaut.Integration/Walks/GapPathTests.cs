using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>A connection that is cut under a recording: simulated gateway, our client, ingestion, backfill, real PostgreSQL.</summary>
public sealed class GapPathTests(PostgresFixture postgres)
{
    /// <summary>The hour at which the test runs must not explain the loss.</summary>
    private static readonly IbRestartWindow NoRestart = new(default, default, "UTC");

    private readonly Happenings _happenings = new();

    [Fact]
    public async Task F_301_What_was_missed_while_the_gateway_was_gone_is_filled_from_its_history_to_the_last_tick()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        var market = new TapeMarket(new TapeMarketOptions { TicksPerSecond = 10 }, TimeProvider.System);
        await using var gateway = new GatewayServer(
            new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed }, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        var port = await gateway.StartAsync(ct);
        await using var feed = new IbFeed(
            new IbOptions { Host = "127.0.0.1", Port = port, TickByTickBudget = int.MaxValue, RestartWindow = NoRestart }, NoFrames.Instance, TimeProvider.System, NullLogger<IbFeed>.Instance);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        using var recorder = new MarketRecorder(feed, store, ledger, spool, new LiveOptions { HistorySettle = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        recorder.Attach(_happenings);
        var running = recorder.RunAsync(stop.Token);
        try
        {
            await _happenings.UntilAsync(() => feed.Status.State == FeedState.Ready);
            var instrument = (await recorder.ResolveAsync("AAPL.NASDAQ", ct)).Single();
            await recorder.StartRecordingAsync(instrument.Key, KindSet.TradesAndQuotes, ct);
            await _happenings.UntilAsync(() => recorder.LatestTrade(instrument.Key) is not null && recorder.LatestQuote(instrument.Key) is not null);

            var before = recorder.Counters.Of(MarketEventKind.Trade).Received;
            gateway.StopListening();
            await gateway.DisconnectAllAsync(abruptly: true);
            await _happenings.UntilAsync(() => feed.Status.State == FeedState.Disconnected);
            gateway.ListenAgain();
            await _happenings.UntilAsync(() => recorder.Counters.Of(MarketEventKind.Trade).Received > before + 5);
            var gaps = await FilledAsync(store, instrument, ct);

            Assert.Equal([MarketEventKind.Trade, MarketEventKind.Quote], gaps.Select(g => g.Kind).Order());
            foreach (var gap in gaps)
            {
                Assert.Equal(("link_lost", GapState.Filled), (gap.Reason, gap.State));
                var from = Timeframe.Second1.OpenOf(gap.From);
                var to = Timeframe.Second1.OpenOf(gap.To + (UnixNanos.PerSecond - 1));
                var stored = await store.ReadTicksAsync(new TickQuery(gap.Kind, instrument.Key, from, to, 100_000), ct);
                var truth = await TruthAsync(feed, instrument, gap.Kind, from, to, ct);
                Assert.NotEmpty(truth);
                Assert.Equal(truth.Select(ValuesOf).Order(), stored.Select(ValuesOf).Order());
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    private static (long Second, long A, long B, long C, long D) ValuesOf(MarketEvent tick) =>
        (tick.TsEvent.Value / UnixNanos.PerSecond, tick.A, tick.B, tick.C, tick.D);

    internal static async Task<List<MarketEvent>> TruthAsync(
        IbFeed feed, Instrument instrument, MarketEventKind kind, UnixNanos from, UnixNanos to, CancellationToken ct)
    {
        List<MarketEvent> all = [];
        for (UnixNanos? next = from; next is { } at;)
        {
            var page = await feed.RequestTicksAsync(new TickHistoryRequest(instrument, kind, at, to), ct);
            all.AddRange(page.Ticks);
            next = page.Next;
        }

        return all;
    }

    private async Task<IReadOnlyList<Gap>> FilledAsync(PostgresMarketStore store, Instrument instrument, CancellationToken ct)
    {
        IReadOnlyList<Gap> gaps = [];
        await _happenings.UntilAsync(async () =>
        {
            gaps = await store.ReadGapsAsync(instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, 10, ct);
            return gaps.Count >= 2 && gaps.All(g => g.State == GapState.Filled);
        });
        return gaps;
    }
}
