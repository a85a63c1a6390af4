using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Flight;
using Argonaut.Integration.Postgres;
using Argonaut.Live;
using Argonaut.Live.Replay;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Faults;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Venues.Ib.Recording;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>A recording of raw frames, made under faults, gives the rows of the live run when it is played: simulated gateway, real PostgreSQL.</summary>
public sealed class FrameReplayTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _frames = Directory.CreateTempSubdirectory("argonaut-frames-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_frames, recursive: true);

    [Fact]
    public async Task F_301_F_303_F_306_A_run_under_faults_is_replayed_row_by_row()
    {
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new LoadMarket(new LoadMarketOptions { Instruments = 4, TicksPerSecond = 2_000, StartAtStreams = 9 }, TimeProvider.System);
        await using var gateway = await StartGatewayAsync(market);
        await using (var run = await FlightRun.StartAsync(live, gateway.Port, _frames, Ct))
        {
            for (var i = 1; i <= 4; i++) await run.RecordAsync($"LOAD{i:0000}.NASDAQ", Ct, i == 1 ? KindSet.Ticks : KindSet.TradesAndQuotes);
            await run.TicksAsync(2_000, Ct);
            gateway.Faults.Arm(FaultCatalog.PartialFrame, ("bytes", "7"), ("seconds", "1"));
            gateway.Faults.Arm(FaultCatalog.UnknownMessage);
            gateway.Faults.Arm(FaultCatalog.Malformed);
            await run.TicksAsync(2_000, Ct);
            var connection = run.Recorder.Feed.Reconnects;
            gateway.Faults.Arm(FaultCatalog.Rst, ("moment", "midFrame"));
            await run.ReconnectedAsync(connection, Ct);
            await run.TicksAsync(4_000, Ct);
            gateway.Faults.Arm(FaultCatalog.Link11001101, ("seconds", "1"));
            await run.UntilAsync(r => r.Feed.State == FeedState.Degraded, Ct);
            await run.UntilAsync(r => r.Feed.State == FeedState.Ready, Ct);
            await run.TicksAsync(4_000, Ct);
            await run.Recorder.StartRecordingAsync(run.KeyOf("LOAD0003.NASDAQ"), KindSet.Of(MarketEventKind.BookDelta), Ct);
            await run.TicksAsync(2_000, Ct);
            await run.Recorder.StopRecordingAsync(run.KeyOf("LOAD0001.NASDAQ"), KindSet.Of(MarketEventKind.BookDelta), Ct);
            await run.Recorder.StopRecordingAsync(run.KeyOf("LOAD0002.NASDAQ"), KindSet.Ticks, Ct);
            connection = run.Recorder.Feed.Reconnects;
            await gateway.RestartAsync(TimeSpan.FromSeconds(1), ghostLogins: 1, abruptly: false, Ct);
            await run.ReconnectedAsync(connection, Ct);
            await run.TicksAsync(4_000, Ct);
            await run.HistoryAsync(Ct);
            await run.GapsAsync(6, Ct);
            Assert.True(run.Recorder.Counters.IsBalanced);
        }

        var (result, replayed) = await ReplayAsync();
        await using var owned = replayed;

        Assert.Equal((0, 0L, null), (result.Holes, result.Differences, result.FirstDifference));
        await AssertRowsEqualAsync(live, owned);
        await AssertEqualAsync(live, owned, Rows.BookDeltas);
        Assert.True(await live.ScalarAsync<long>("select count(*) from gaps", Ct) >= 6);
    }

    [Fact]
    public async Task F_105_Two_processes_of_one_recording_are_replayed_as_two()
    {
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new LoadMarket(new LoadMarketOptions { Instruments = 2, TicksPerSecond = 500 }, TimeProvider.System);
        await using var gateway = await StartGatewayAsync(market);
        for (var process = 0; process < 2; process++)
        {
            await using var run = await FlightRun.StartAsync(live, gateway.Port, _frames, Ct);
            if (process == 0)
                for (var i = 1; i <= 2; i++) await run.RecordAsync($"LOAD{i:0000}.NASDAQ", Ct);
            await run.UntilAsync(r => r.Feed.State == FeedState.Ready, Ct);
            await run.TicksAsync(1_500, Ct);
            await run.HistoryAsync(Ct);
            if (process == 1) await run.GapsAsync(4, Ct);
        }

        var (result, replayed) = await ReplayAsync();
        await using var owned = replayed;

        Assert.Equal((2, 0L, null), (result.Runs, result.Differences, result.FirstDifference));
        await AssertRowsEqualAsync(live, owned);
        Assert.Equal(4L, await live.ScalarAsync<long>("select count(*) from gaps where reason = 'process_down'", Ct));
    }

    [Fact]
    public async Task History_and_backfill_come_from_the_recorded_answers()
    {
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new TapeMarket(new TapeMarketOptions { TicksPerSecond = 20 }, TimeProvider.System);
        await using var gateway = await StartGatewayAsync(market);
        await using (var run = await FlightRun.StartAsync(live, gateway.Port, _frames, Ct))
        {
            await run.RecordAsync("AAPL.NASDAQ", Ct);
            await run.TicksAsync(100, Ct);
            var connection = run.Recorder.Feed.Reconnects;
            gateway.Faults.Arm(FaultCatalog.Rst);
            await run.ReconnectedAsync(connection, Ct);
            await run.TicksAsync(100, Ct);
            await run.HistoryAsync(Ct);
            await run.GapsAsync(2, Ct);
        }

        var (result, replayed) = await ReplayAsync();
        await using var owned = replayed;

        Assert.Equal((0L, null), (result.Differences, result.FirstDifference));
        await AssertEqualAsync(live, owned, Rows.Trades);
        await AssertEqualAsync(live, owned, Rows.Quotes);
        await AssertEqualAsync(live, owned, Rows.GapTimes);
        await AssertEqualAsync(live, owned, Rows.Backfilled);
        Assert.True(await live.ScalarAsync<long>("select coalesce(sum(ticks), 0)::bigint from gaps", Ct) > 0);
    }

    [Fact]
    public async Task A_recording_whose_begin_was_deleted_is_replayed_from_its_first_picture()
    {
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new LoadMarket(new LoadMarketOptions { Instruments = 3, TicksPerSecond = 1_000 }, TimeProvider.System);
        await using var gateway = await StartGatewayAsync(market);
        await using (var run = await FlightRun.StartAsync(live, gateway.Port, _frames, Ct, o => o with { SegmentTime = TimeSpan.FromSeconds(1) }))
        {
            for (var i = 1; i <= 3; i++) await run.RecordAsync($"LOAD{i:0000}.NASDAQ", Ct, i == 1 ? KindSet.Ticks : KindSet.TradesAndQuotes);
            await run.UntilAsync(_ => run.Frames.Segments >= 4, Ct);
            var before = run.Recorder.Counters.Of(MarketEventKind.Trade).Received;
            await run.UntilAsync(r => r.Counters.Of(MarketEventKind.Trade).Received >= before + 600, Ct);
        }

        var files = Directory.GetFiles(_frames).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count >= 4);
        foreach (var old in files.Take(2)) File.Delete(old);
        UnixNanos first;
        using (var reader = new FrameReader(_frames)) first = reader.Span.First;

        var (result, replayed) = await ReplayAsync();
        await using var owned = replayed;

        Assert.Equal((0L, null), (result.Differences, result.FirstDifference));
        Assert.True(result.Trades > 500, $"{result}");
        foreach (var rows in (string[])[Rows.TradesUnnumbered, Rows.QuotesUnnumbered, Rows.BookDeltasUnnumbered])
            Assert.Equal(await Rows.ReadAsync(live, string.Format(rows, first), Ct), await Rows.ReadAsync(owned, string.Format(rows, first), Ct));
    }

    [Fact]
    public async Task A_database_that_holds_the_recordings_time_is_refused()
    {
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new LoadMarket(new LoadMarketOptions { Instruments = 1, TicksPerSecond = 500 }, TimeProvider.System);
        await using var gateway = await StartGatewayAsync(market);
        await using (var run = await FlightRun.StartAsync(live, gateway.Port, _frames, Ct))
        {
            await run.RecordAsync("LOAD0001.NASDAQ", Ct);
            await run.TicksAsync(200, Ct);
        }

        var before = await Rows.ReadAsync(live, Rows.Trades, Ct);
        var e = await Assert.ThrowsAsync<ReplayRefusedException>(() => PlayAsync(live));
        Assert.Contains("--from", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Rows.ReadAsync(live, Rows.Trades, Ct));
    }

    private static async Task<GatewayServer> StartGatewayAsync(ISimulatedMarket market)
    {
        var gateway = new GatewayServer(
            new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed }, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        await gateway.StartAsync(Ct);
        return gateway;
    }

    private async Task<(ReplayResult Result, PostgresDatabase Database)> ReplayAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        return (await PlayAsync(database), database);
    }

    private async Task<ReplayResult> PlayAsync(PostgresDatabase into)
    {
        using var reader = new FrameReader(_frames);
        await using var store = new PostgresMarketStore(into.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(into.DataSource, TimeProvider.System, NullLogger.Instance);
        using var spool = new TemporarySpool();
        var runs = new IbRecordedRuns(reader, new IbReplayOptions(), TimeProvider.System, NullLogger.Instance);
        return await new FrameReplay(runs, store, ledger, spool, FlightRun.Options, TimeProvider.System, NullLogger<MarketRecorder>.Instance).RunAsync(Ct);
    }

    private static async Task AssertRowsEqualAsync(PostgresDatabase live, PostgresDatabase replayed)
    {
        foreach (var rows in Rows.All) await AssertEqualAsync(live, replayed, rows);
    }

    private static async Task AssertEqualAsync(PostgresDatabase live, PostgresDatabase replayed, string sql)
    {
        var (expected, actual) = (await Rows.ReadAsync(live, sql, Ct), await Rows.ReadAsync(replayed, sql, Ct));
        Assert.NotEmpty(expected);
        if (expected.SequenceEqual(actual)) return;
        Assert.Fail($"{sql}\nonly live:\n{First(expected.Except(actual))}\nonly replayed:\n{First(actual.Except(expected))}");
    }

    private static string First(IEnumerable<string> rows) => string.Join('\n', rows.Take(12));
}
