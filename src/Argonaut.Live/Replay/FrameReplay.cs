using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Microsoft.Extensions.Logging;

namespace Argonaut.Live.Replay;

/// <summary>
/// Plays a recording of frames through the recorder of the live product into a store: each recorded start of the process is a start here,
/// and the rows are those of then.
/// </summary>
/// <param name="runs">The recording.</param>
/// <param name="store">Must hold nothing of the recording's time.</param>
/// <param name="spool">Of this replay alone: it keeps what the store does not take for a moment.</param>
/// <param name="quality">Receives what is found about the quality of the data; null: it is counted only.</param>
public sealed class FrameReplay(
    IRecordedRuns runs, IMarketStore store, ILineLedger ledger, ITickSpool spool, LiveOptions options, TimeProvider realTime, ILogger<MarketRecorder> log, IQualityStore? quality = null)
{
    /// <summary>So much recorded time passes after the end without anything that was still to be done being done.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Real time for a step of the aftermath: the work is done by the database.</summary>
    private static readonly TimeSpan StepTakes = TimeSpan.FromMilliseconds(5);

    /// <summary>Recorded time says nothing about how long a commit takes: the store is waited for.</summary>
    private readonly LiveOptions _options = options with { SlowCommit = TimeSpan.FromDays(40) };

    private volatile IRecordedFeed? _feed;

    /// <summary>Of the run that is being played.</summary>
    public RecordedProgress Progress => _feed?.Progress ?? RecordedProgress.None;

    /// <summary>Plays all runs. Cancelled, it stores what was played and may be begun anew only with another store.</summary>
    /// <exception cref="ReplayRefusedException">The store has ticks of the recording's time or later.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    public async Task<ReplayResult> RunAsync(CancellationToken ct)
    {
        var result = new ReplayResult(0, 0, 0, 0, 0, 0, 0, 0, null);
        for (var isFirst = true; runs.TryNext(out var feed); isFirst = false)
        {
            await using var owned = feed;
            _feed = feed;
            if (isFirst) await RefuseAsync(feed.Source, runs.Time.Now, ct);
            result = await PlayAsync(feed, result, ct);
        }

        return result;
    }

    private async Task<ReplayResult> PlayAsync(IRecordedFeed feed, ReplayResult before, CancellationToken ct)
    {
        using var recorder = new MarketRecorder(feed, store, ledger, spool, _options, runs.Time, log, quality);
        feed.OnWanted = async (instrument, kinds, token) =>
        {
            var known = await recorder.AdoptAsync(instrument, token);
            var before = recorder.KindsOf(known.Key);
            if (kinds.Without(before) is { IsEmpty: false } added) await recorder.StartRecordingAsync(known.Key, added, token);
            if (before.Without(kinds) is { IsEmpty: false } removed) await recorder.StopRecordingAsync(known.Key, removed, token);
        };
        feed.OnUnwanted = async (id, token) =>
        {
            if (recorder.TryFind(id, out var known)) await recorder.StopRecordingAsync(known.Key, KindSet.Ticks, token);
        };
        feed.CatchUp = async (ticks, token) =>
        {
            for (; recorder.Received < ticks; token.ThrowIfCancellationRequested()) await Task.Yield();
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = recorder.RunAsync(stop.Token);
        try
        {
            if (await Task.WhenAny(feed.Finished, running) == feed.Finished) await feed.Finished;
            if (!running.IsCompleted) await SettleAsync(recorder, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(running);
        }

        await running;
        ct.ThrowIfCancellationRequested();
        var (progress, counters) = (feed.Progress, recorder.Counters);
        return new ReplayResult(
            before.Runs + 1, before.Frames + progress.Frames, before.Trades + counters.Of(MarketEventKind.Trade).Acknowledged, before.Quotes + counters.Of(MarketEventKind.Quote).Acknowledged,
            before.BookDeltas + counters.Of(MarketEventKind.BookDelta).Acknowledged, before.Lost + progress.Lost, before.Holes + progress.Holes, before.Differences + progress.Differences, before.FirstDifference ?? progress.FirstDifference);
    }

    /// <summary>
    /// Lets recorded time go on, without the feed, until history, gaps and store have nothing more to do, or nothing has come of it for long:
    /// then their answers are not in the recording.
    /// </summary>
    private async Task SettleAsync(MarketRecorder recorder, CancellationToken ct)
    {
        var before = default((int, long));
        for (var passed = TimeSpan.Zero; passed < Aftermath; passed += Step)
        {
            var (work, progress) = await LookAsync(recorder, ct);
            if (work == 0) return;
            if ((work, progress) != before) (before, passed) = ((work, progress), TimeSpan.Zero);
            runs.Time.Set(runs.Time.Now + (long)Step.TotalNanoseconds);
            await recorder.FlushedAsync(ct);
            await Task.Delay(StepTakes, realTime, ct);
        }
    }

    /// <summary>What is still to be done, in pieces, and a number that rises with what is.</summary>
    private async Task<(int Work, long Progress)> LookAsync(MarketRecorder recorder, CancellationToken ct)
    {
        var gaps = await store.ReadGapsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, int.MaxValue, ct);
        var open = gaps.Where(g => g.State is GapState.Open or GapState.Filling).ToList();
        var fetching = recorder.History.Count(h => h.State is not (HistoryState.Done or HistoryState.Incomplete));
        return (open.Count + fetching + (recorder.Counters is { InFlight: 0, Spooled: 0 } ? 0 : 1), gaps.Sum(g => g.Ticks) + open.Sum(g => g.FilledTo.Value / UnixNanos.PerSecond));
    }

    private async Task RefuseAsync(string source, UnixNanos begin, CancellationToken ct)
    {
        foreach (var kind in KindSet.Ticks.Each)
        {
            var position = await store.OpenStreamAsync(source, kind, ct);
            if (position.LastTsInit >= begin)
                throw new ReplayRefusedException(
                    $"The database already holds ticks of {source} up to {position.LastTsInit.ToIso()}, and the recording begins at {begin.ToIso()}: "
                    + "they would be there twice. Play it into an empty database, or from a later time on (--from).");
        }
    }
}

/// <param name="Runs">Starts of the process.</param>
/// <param name="Frames">From the gateway.</param>
/// <param name="Lost">Entries that are missing in the recording, where their number is known.</param>
/// <param name="Holes">Places at which entries are missing.</param>
/// <param name="Differences">Requests that the session makes now and did not make then, or the reverse.</param>
public sealed record ReplayResult(
    int Runs, long Frames, long Trades, long Quotes, long BookDeltas, long Lost, int Holes, long Differences, string? FirstDifference);

/// <summary>The recording cannot be played into this store. The message says why.</summary>
public sealed class ReplayRefusedException(string message) : Exception(message);
