using System.Globalization;
using Argonaut.Bench.Cluster;
using Argonaut.Bench.Data;
using Argonaut.Bench.Facts;
using Argonaut.Bench.Measuring;
using Argonaut.Domain.Data;
using Argonaut.Flight;
using Argonaut.Journal.Files;
using Argonaut.Journal.Spool;
using Argonaut.Live;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Venues.Ib;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argonaut.Bench.Product;

/// <summary>What a run of the whole path is fed with, and what is on beside it.</summary>
/// <param name="TicksPerSecond">0: as fast as it is taken.</param>
internal sealed record LoadRunOptions(int TicksPerSecond, long Total)
{
    public int Instruments { get; init; } = 10;

    /// <summary>The flight recorder is on, as in the product.</summary>
    public bool RecordsFrames { get; init; }

    /// <summary>The gateway breaks the connection and its frames again and again: what it sends meanwhile is not received.</summary>
    public bool HasFaults { get; init; }

    /// <summary>The ledger of gaps is kept: only of a run with faults.</summary>
    public LiveOptions Live { get; init; } = new();
}

/// <param name="Values">rate, lost, p50 and p99 (milliseconds), resident and heap (MiB, the most), recorded (frames), unrecorded (entries).</param>
/// <param name="Counters">At the end.</param>
/// <param name="WasBalanced">The counters added up whenever they were looked at.</param>
internal sealed record LoadRunResult(Sample Values, string Database, string? Frames, IngestCounters Counters, bool WasBalanced);

/// <summary>
/// Simulated gateway in its own process over TCP; our feed, recorder and store in this one; to durable rows in PostgreSQL.
/// </summary>
internal static class LoadRun
{
    private const double MiB = 1 << 20;

    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);   // looking is not the product's work

    public static async Task<LoadRunResult> RunAsync(BenchContext context, LoadRunOptions options, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var (database, source) = await cluster.CreateMigratedAsync("load", ct);
        await using var owned = source;
        await cluster.ExecuteAsync(database, "checkpoint", ct);
        await using var postgres = new PostgresMarketStore(source, context.Time, NullLogger.Instance);
        await using var ledger = new PostgresLineLedger(source, context.Time, NullLogger.Instance);
        var store = new MeasuredStore(postgres, context.Time);
        await using var gateway = await LoadGatewayProcess.StartAsync(options.TicksPerSecond, options.Total, options.Instruments, options.HasFaults, ct);
        var folder = options.RecordsFrames ? context.NewFolder("frames") : null;
        await using var frames = folder is null ? null
            : new FrameRecorder(new FrameRecorderOptions { Directory = folder, MaxBytes = 16L << 30 }, context.Time, NullLogger<FrameRecorder>.Instance);
        await using var feed = new IbFeed(
            new IbOptions { Host = "127.0.0.1", Port = gateway.Port, TickByTickBudget = 2 * options.Instruments, RestartWindow = new IbRestartWindow(default, default, "UTC"), HistoryRequestsPerTenMinutes = 10_000 },
            (IFrameRecorder?)frames ?? NoFrames.Instance, context.Time, NullLogger<IbFeed>.Instance);
        var spoolFolder = context.NewFolder("spool");
        using var spool = FileTickSpool.Open(DiskSegmentFiles.Open(spoolFolder), new SpoolOptions(), context.Time, NullLogger.Instance);
        using var recorder = new MarketRecorder(feed, store, ledger, spool, options.Live, context.Time, NullLogger<MarketRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var cpu = new CpuMeter(("ours", Environment.ProcessId), ("gateway", gateway.Pid), ("postgres", cluster.Pid));
        var running = recorder.RunAsync(stop.Token);
        Watch watch;
        try
        {
            await recorder.Started;
            await SubscribeAsync(recorder, options.Instruments, context.Time, ct);
            watch = await WaitAsync(recorder, store, gateway, options, context.Time, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        var used = cpu.Read();
        var rows = await cluster.ScalarAsync<long>(database, "select (select count(*) from trade_ticks) + (select count(*) from quote_ticks)", ct);
        var (lags, span) = store.Read();
        var sample = Sample.Of(
            ("rate", rows / span.TotalSeconds),
            ("lost", options.Total - rows),
            ("p50", lags.PercentileMilliseconds(50)),
            ("p99", lags.PercentileMilliseconds(99)),
            ("resident", watch.Resident / MiB),
            ("heap", watch.Heap / MiB),
            ("span", span.TotalSeconds),
            ("recorded", frames?.Status.Frames ?? 0),
            ("unrecorded", frames?.Status.Lost ?? 0)) with
        {
            Latencies = lags,
            CpuSeconds = used,
            Invalid = watch.Problem,
        };
        return new LoadRunResult(sample, database, folder, recorder.Counters, watch.WasBalanced && recorder.Counters.IsBalanced);
    }

    /// <summary>The gateway begins to send when the last instrument is asked for.</summary>
    private static async Task SubscribeAsync(MarketRecorder recorder, int instruments, TimeProvider time, CancellationToken ct)
    {
        while (recorder.Feed.State != FeedState.Ready) await Task.Delay(TimeSpan.FromMilliseconds(10), time, ct);
        for (var i = 1; i <= instruments; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"LOAD{i:0000}.NASDAQ");
            var found = await recorder.ResolveAsync(id, ct);
            await recorder.StartRecordingAsync(found.Single().Key, KindSet.TradesAndQuotes, ct);
        }
    }

    /// <summary>
    /// Until all ticks are durable, or none were for ten seconds; a gateway that did not send all makes the round invalid. With faults:
    /// until the gateway has sent all and ten seconds have brought nothing more.
    /// </summary>
    private static async Task<Watch> WaitAsync(
        MarketRecorder recorder, MeasuredStore store, LoadGatewayProcess gateway, LoadRunOptions options, TimeProvider time, CancellationToken ct)
    {
        var (progress, before, looks) = (time.GetTimestamp(), 0L, 0);
        var watch = new Watch(0, 0, true, null);
        while (store.Ticks is var ticks && ticks < options.Total)
        {
            if (ticks > before) (before, progress) = (ticks, time.GetTimestamp());
            if (time.GetElapsedTime(progress) > Stalled && (!options.HasFaults || await gateway.SentAsync(ct) >= options.Total)) break;
            if (looks++ % 5 == 0)
            {
                watch = watch with
                {
                    Resident = Math.Max(watch.Resident, ProcessCpu.ResidentBytes(Environment.ProcessId)),
                    Heap = Math.Max(watch.Heap, GC.GetGCMemoryInfo().HeapSizeBytes),
                    WasBalanced = watch.WasBalanced && recorder.Counters.IsBalanced,
                };
            }

            await Task.Delay(LookEvery, time, ct);
        }

        var sent = await gateway.SentAsync(ct);
        return watch with { Problem = sent == options.Total ? null : $"the gateway sent {sent} of {options.Total} ticks" };
    }

    private sealed record Watch(long Resident, long Heap, bool WasBalanced, string? Problem);
}
