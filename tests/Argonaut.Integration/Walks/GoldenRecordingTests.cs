using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Recording;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>A recording of an earlier build is read and played to the rows that its run stored (tests/vectors/flight/README.md).</summary>
public sealed class GoldenRecordingTests(PostgresFixture postgres)
{
    private static readonly string[] Tables = [Rows.Trades, Rows.Quotes, Rows.BookDeltas, Rows.Gaps];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Recording => SharedData.Vector("flight/two-instruments.frames");

    private static string RowsFile => SharedData.Vector("flight/two-instruments.rows");

    [Fact]
    public async Task The_recording_is_read_whole_and_played_to_its_rows()
    {
        await using var replayed = await postgres.CreateDatabaseAsync(Ct);
        await using var store = new PostgresMarketStore(replayed.DataSource, TimeProvider.System, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(replayed.DataSource, TimeProvider.System, NullLogger.Instance);
        using var reader = new FrameReader(Recording);
        using var spool = new TemporarySpool();
        var runs = new IbRecordedRuns(reader, new IbReplayOptions(), TimeProvider.System, NullLogger.Instance);

        var result = await new FrameReplay(runs, store, ledger, spool, FlightRun.Options, TimeProvider.System, NullLogger<MarketRecorder>.Instance).RunAsync(Ct);

        Assert.Equal((1, 0, 0L, null), (result.Runs, result.Holes, result.Differences, result.FirstDifference));
        Assert.Equal((0, 0L, true), (reader.Damaged, reader.TornBytes, reader.Head?.IsRedacted));
        Assert.Equal(await File.ReadAllLinesAsync(RowsFile, Ct), await ReadAsync(replayed));
    }

    /// <summary>Writes the two files anew, on demand: a change of the format has a new version, and this recording stays readable.</summary>
    [Fact(Explicit = true)]
    public async Task The_recording_is_made()
    {
        var frames = Directory.CreateTempSubdirectory("argonaut-frames-").FullName;
        await using var live = await postgres.CreateDatabaseAsync(Ct);
        var market = new LoadMarket(new LoadMarketOptions { Instruments = 2, TicksPerSecond = 15, StartAtStreams = 5 }, TimeProvider.System);
        await using var gateway = new GatewayServer(
            new GatewayOptions { Port = 0, Limits = GatewayLimits.Relaxed }, market, TimeProvider.System, NullLogger<GatewayServer>.Instance);
        await gateway.StartAsync(Ct);
        await using (var run = await FlightRun.StartAsync(live, gateway.Port, frames, Ct))
        {
            for (var i = 1; i <= 2; i++) await run.RecordAsync($"LOAD{i:0000}.NASDAQ", Ct, i == 1 ? KindSet.Ticks : KindSet.TradesAndQuotes);
            await run.TicksAsync(150, Ct);
            gateway.Faults.Arm(FaultCatalog.Malformed);
            gateway.Faults.Arm(FaultCatalog.DepthReset317);
            await run.TicksAsync(100, Ct);
            var connection = run.Recorder.Feed.Reconnects;
            gateway.Faults.Arm(FaultCatalog.Rst, ("moment", "midFrame"));
            await run.ReconnectedAsync(connection, Ct);
            await run.TicksAsync(150, Ct);
            await run.HistoryAsync(Ct);
            await run.GapsAsync(5, Ct);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Recording)!);
        File.Delete(Recording);
        FrameCopy.Write(() => new FrameReader(frames), Recording, UnixNanos.Zero, UnixNanos.MaxValue, isRedacted: true, Ct);
        await File.WriteAllTextAsync(RowsFile, string.Concat((await ReadAsync(live)).Select(r => r + "\n")), Ct);
        Directory.Delete(frames, recursive: true);
    }

    /// <summary>The first rows of each table as text, then how many there are and what all of them together are.</summary>
    private static async Task<List<string>> ReadAsync(PostgresDatabase database)
    {
        List<string> all = [];
        foreach (var table in Tables)
        {
            var rows = await Rows.ReadAsync(database, table, Ct);
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows.Select(r => r + "\n"))));
            all.AddRange(rows.Take(10));
            all.Add(string.Create(CultureInfo.InvariantCulture, $"{rows.Length} rows, SHA-256 {Convert.ToHexStringLower(hash)}"));
        }

        return all;
    }
}
