using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Ports;

namespace Argonaut.Live;

/// <summary>Start and stop. The start after a crash is the ordinary start.</summary>
public sealed partial class MarketRecorder
{
    /// <summary>
    /// Runs until <paramref name="ct"/> is cancelled, then stops the feed, stores what was received and completes within
    /// <see cref="LiveOptions.StopTimeout"/>. The store may be away, also at the start: then ticks go to the spool, and when nothing was
    /// noted by an earlier run the store is waited for.
    /// </summary>
    /// <exception cref="Exception">A loop failed in a way it must not: the process should end.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        using var hardStop = new CancellationTokenSource();
        using var background = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = _writer.RunAsync(hardStop.Token);
        try
        {
            await StartAsync(ct);
        }
        catch (Exception e)
        {
            _started.TrySetCanceled(CancellationToken.None);
            await hardStop.CancelAsync();
            await Quietly(writing);
            if (e is OperationCanceledException && ct.IsCancellationRequested) return;
            throw;
        }

        var ingesting = _loop.RunAsync(hardStop.Token);
        var filling = _history.RunAsync(background.Token);
        var rebuilding = _rebuilder.RunAsync(background.Token);
        var keeping = _keeper.RunAsync(background.Token);
        var backfilling = _filler.RunAsync(background.Token);
        var replaying = ReplayAsync(background.Token);
        var judging = _qualityKeeper.RunAsync(background.Token);
        var feeding = _feed.RunAsync(_loop.Ticks, this, background.Token);
        _started.TrySetResult();

        var first = await Task.WhenAny(feeding, ingesting, writing, filling, rebuilding, keeping, backfilling, replaying, judging);
        var isAsked = ct.IsCancellationRequested;
        using var deadline = new CancellationTokenSource(_options.StopTimeout, _time);
        await using var cut = deadline.Token.Register(hardStop.Cancel);
        await background.CancelAsync();
        await Task.WhenAny(Quietly(feeding), Quietly(Task.Delay(_options.StopTimeout, _time, hardStop.Token)));
        _loop.Ticks.TryComplete();
        await Quietly(ingesting);
        _queue.Complete();
        await Quietly(writing);
        await Quietly(filling);
        await Quietly(rebuilding);
        await Quietly(keeping);
        await Quietly(backfilling);
        await Quietly(replaying);
        await Quietly(judging);
        await _qualityKeeper.EndAsync();
        LiveLog.Stopped(_log, Counters.InFlight);
        foreach (var task in new[] { feeding, ingesting, writing, filling, rebuilding, keeping, backfilling, replaying, judging })
            if (task.IsFaulted) await task;
        if (!isAsked) throw new UnreachableException(first == feeding ? "The feed ended by itself." : "A loop of ingestion ended by itself.");
    }

    private static Task Quietly(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task StartAsync(CancellationToken ct)
    {
        if (_spool.LoadNotes() is { } notes && await IsAwayAsync(ct) is { } away)
        {
            await StartWithoutStoreAsync(notes, away, ct);
            return;
        }

        await _replay.CatchUpAsync(ct);   // what a former process had spooled comes before the first new number
        foreach (var kind in KindSet.Ticks.Each)
        {
            var position = _replay.PositionOf(kind);
            _loop.Continue(kind, position);
            LiveLog.StreamGoesOn(_log, kind, position.LastSequence);
        }

        var recorded = await StoreRetry.RunAsync(async token =>
        {
            _table.Set(await _store.LoadInstrumentsAsync(token));
            _loop.Lines.Restore(await _ledger.LoadRatesAsync(token));
            var recordings = await _store.LoadSubscriptionsAsync(token);
            LiveLog.Started(_log, recordings.Length);
            return recordings;
        }, _options, _time, _writer.SetProblem, ct);
        _writer.SetProblem(null);

        foreach (var (key, kinds) in recorded)
        {
            if (_table.StateOf(key) is not { } state) continue;
            var now = HybridClock.Now(_time);
            Attach(state, await RecoverAsync(state, now, ct));
            foreach (var kind in kinds.Each) _loop.Lines.Attach(state, now, kind, await ProofAsync(state, kind, now, ct));
            _table.SetRecorded(key, kinds);
            await _feed.SubscribeAsync(state.Instrument, kinds, now, ct);
        }

        SaveNotes();
    }

    private Task<LineProof> ProofAsync(InstrumentState state, MarketEventKind kind, UnixNanos now, CancellationToken ct) => StoreRetry.RunAsync(
        token => ProofAsync(state.Instrument.Key, kind, now, token), _options, _time, _writer.SetProblem, ct);

    private Task<RecoveredBars> RecoverAsync(InstrumentState state, UnixNanos now, CancellationToken ct) => StoreRetry.RunAsync(
        token => _recovery.RecoverAsync(state.Instrument, now, token), _options, _time, _writer.SetProblem, ct);

    /// <summary>On the loop, or before it runs.</summary>
    private void Attach(InstrumentState state, RecoveredBars recovered)
    {
        _queue.Append(recovered.Closed);
        state.BeginWrite();
        if (recovered.LatestTrade is { } trade) state.SetLatest(trade);
        if (recovered.LatestQuote is { } quote) state.SetLatest(quote);
        state.EndWrite();
        IngestionLoop.Attach(state, recovered.Bars, recovered.OpenHole);
        _loop.AddEarly(recovered.Early);
        if (recovered.Before is not { } before) return;
        state.Holes.Insert(0, before);
        _history.Add(state, before);
    }
}
