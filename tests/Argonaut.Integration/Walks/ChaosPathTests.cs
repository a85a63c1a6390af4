using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Control;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>
/// <c>argonaut gateway --chaos SEED</c> and a recording, at many times the speed of the clock: simulated gateway, our client, ingestion,
/// backfill, real PostgreSQL. The seeds differ in what goes wrong first: logins and links; restarts, farms and silence; frames and sessions.
/// </summary>
public sealed class ChaosPathTests(PostgresFixture postgres)
{
    private const double Speed = 16;
    private const long Second = UnixNanos.PerSecond;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(205);
    private static readonly IbRestartWindow NoRestart = new(default, default, "UTC");

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(18)]
    public async Task Whatever_a_seed_of_chaos_does_the_counters_balance_and_every_hole_is_in_the_ledger(ulong seed)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await postgres.CreateDatabaseAsync(ct);
        var time = new AcceleratedTime(TimeProvider.System, Speed);
        var market = new TapeMarket(new TapeMarketOptions { TicksPerSecond = 5, Seed = seed }, time);
        await using var gateway = new GatewayServer(
            new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed, FaultSeed = seed }, market, time, NullLogger<GatewayServer>.Instance);
        var options = new IbOptions
        {
            Host = "127.0.0.1", Port = await gateway.StartAsync(ct), TickByTickBudget = int.MaxValue, RestartWindow = NoRestart, HistoryRequestsPerTenMinutes = 10_000,
        };
        await using var feed = new IbFeed(options, NoFrames.Instance, time, NullLogger<IbFeed>.Instance);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(database.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        using var recorder = new MarketRecorder(feed, store, ledger, spool, ShortHistory, time, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var happenings = new Happenings();
        recorder.Attach(happenings);
        var running = recorder.RunAsync(stop.Token);
        try
        {
            await happenings.UntilAsync(() => feed.Status.State == FeedState.Ready);
            var instruments = ImmutableArray.Create(
                await RecordAsync(recorder, happenings, "AAPL.NASDAQ", ct), await RecordAsync(recorder, happenings, "EUR/USD.IDEALPRO", ct));
            await happenings.UntilAsync(() => recorder.Lines.Length == 3 && recorder.Lines.All(l => l.State == LineState.Flowing));
            var from = Timeframe.Second1.OpenOf(HybridClock.Now(time)) + 2 * Second;

            var began = time.GetUtcNow();
            await using (var script = new ScriptRunner(new GatewayControl(gateway, market), ChaosPlan.Steps(seed), NullLogger<ScriptRunner>.Instance))
                await happenings.UntilAsync(() => time.GetUtcNow() - began >= Length);
            gateway.Faults.DisarmAll();
            await happenings.UntilAsync(() => feed.Status.State == FeedState.Ready && recorder.Lines.All(l => l is { State: LineState.Flowing, UnprovenSince: null }));
            var to = Timeframe.Second1.OpenOf(HybridClock.Now(time)) - Second;
            await happenings.UntilAsync(async () => (await GapsAsync(store, ct)).All(g => g.State is GapState.Filled or GapState.Unfillable));

            var altered = AlteredSeconds(gateway.Faults.Events);
            var (compared, missed) = (0, 0);
            foreach (var (instrument, kind) in instruments.SelectMany(i => recorder.Lines.Where(l => l.Instrument == i.Key).Select(l => (i, l.Kind))))
            {
                var gaps = (await GapsAsync(store, ct)).Where(g => g.Instrument == instrument.Key && g.Kind == kind).OrderBy(g => g.From).ToList();
                for (var i = 1; i < gaps.Count; i++) Assert.True(gaps[i - 1].To <= gaps[i].From, $"{gaps[i - 1]} and {gaps[i]} overlap.");
                var live = await LiveAsync(store, kind, instrument, from, to, ct);
                var truth = await GapPathTests.TruthAsync(feed, instrument, kind, from, to, ct);
                foreach (var second in truth.GroupBy(t => t.TsEvent).Where(s => !altered.Contains(s.Key)))
                {
                    compared++;
                    var received = live[second.Key].ToList();
                    if (second.All(t => received.Remove(ValuesOf(t)))) continue;
                    missed++;
                    // A tick that was lost in the first moment of a gap can belong to the second before.
                    Assert.True(gaps.Exists(g => second.Key >= Timeframe.Second1.OpenOf(g.From) - Second && second.Key < g.To),
                        $"{instrument.Id} {kind}: ticks of {second.Key.ToIso()} were missed, the ledger has\n{string.Join('\n', gaps)}\nafter\n{string.Join('\n', gateway.Faults.Events)}");
                }
            }

            Assert.True(compared > 3 * (int)Length.TotalSeconds / 2, $"Only {compared} seconds could be compared.");
            Assert.True(missed > 10, $"Only {missed} seconds were missed.");
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        var c = recorder.Counters;
        Assert.Equal((true, 0L), (c.IsBalanced, c.InFlight));
    }

    /// <summary>The database does not run faster than the machine: a commit of its 60 ms would be a slow second of this clock.</summary>
    private static LiveOptions ShortHistory { get; } = new()
    {
        SlowCommit = TimeSpan.FromHours(1),
        HistorySettle = TimeSpan.FromSeconds(1), HistorySeconds = TimeSpan.FromMinutes(1), HistoryMinutes = TimeSpan.FromMinutes(5),
        HistoryHours = TimeSpan.FromHours(2), HistoryDays = TimeSpan.FromDays(2),
    };

    /// <summary>At this speed a busy machine can lose the connection before anything went wrong on purpose.</summary>
    private static async Task<Instrument> RecordAsync(MarketRecorder recorder, Happenings happenings, string id, CancellationToken ct)
    {
        while (true)
        {
            await happenings.UntilAsync(() => recorder.Feed.State == FeedState.Ready);
            try
            {
                var instrument = (await recorder.ResolveAsync(id, ct)).Single();
                await recorder.StartRecordingAsync(instrument.Key, KindSet.TradesAndQuotes, ct);
                return instrument;
            }
            catch (FeedUnavailableException)
            {
                // Again when it is back.
            }
        }
    }

    private static async Task<ImmutableArray<Gap>> GapsAsync(PostgresMarketStore store, CancellationToken ct) =>
        await store.ReadGapsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, 1_000, ct);

    /// <summary>What came over the stream itself, by second: a filled-in tick has its own time as the time of receipt.</summary>
    private static async Task<ILookup<UnixNanos, (long A, long B, long C, long D)>> LiveAsync(
        PostgresMarketStore store, MarketEventKind kind, Instrument instrument, UnixNanos from, UnixNanos to, CancellationToken ct) =>
        (await store.ReadTicksAsync(new TickQuery(kind, instrument.Key, from, to, 100_000), ct)).Where(t => t.TsInit != t.TsEvent)
        .ToLookup(t => t.TsEvent, ValuesOf);

    private static (long A, long B, long C, long D) ValuesOf(MarketEvent tick) => (tick.A, tick.B, tick.C, tick.D);

    /// <summary>
    /// Seconds whose ticks the gateway changed on the wire, and those of a silence of 20 s without a word: shorter than the threshold of a line
    /// of which nothing is known yet, so it is taken for the market's.
    /// </summary>
    private static HashSet<UnixNanos> AlteredSeconds(IEnumerable<FaultEvent> events)
    {
        HashSet<UnixNanos> altered = [];
        foreach (var e in events)
        {
            var length = e switch
            {
                { Name: FaultCatalog.OutOfOrderTicks or FaultCatalog.CrossedOrNegative } => 0,
                { Name: FaultCatalog.StaleNoTicks, What: "begins" } => 21,
                _ => -1,
            };
            for (var i = -1; i <= length; i++) altered.Add(Timeframe.Second1.OpenOf(e.At) + i * Second);
        }

        return altered;
    }
}
