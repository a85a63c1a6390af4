using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live;

/// <summary>The start while the store is away (F-203): ticks flow and are spooled; bars and the ledger join when it is there.</summary>
public sealed partial class MarketRecorder
{
    private const int PageTicks = 1_000;

    private UnixNanos? _startedWithoutStore;

    private async Task<StoreDiagnosis?> IsAwayAsync(CancellationToken ct)
    {
        try
        {
            await _store.LoadInstrumentsAsync(ct);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Diagnosis;
        }
    }

    /// <summary>
    /// Nobody knows where the source's streams stand, so this run numbers its ticks in streams of its own, from 1. Their names are known to
    /// the spool, and the store gives them numbers later.
    /// </summary>
    private async Task StartWithoutStoreAsync(RecorderNotes notes, StoreDiagnosis away, CancellationToken ct)
    {
        var now = HybridClock.Now(_time);
        _startedWithoutStore = now;
        _writer.SetProblem(away);
        _replay.StreamSource = string.Create(CultureInfo.InvariantCulture, $"{_feed.Source}@{now.ToDateTimeOffset():yyyyMMddTHHmmssfff}Z");
        _table.Set(notes.Instruments);
        LiveLog.StartedWithoutStore(_log, notes.Recorded.Length, away.Message);
        foreach (var (key, kinds) in notes.Recorded)
        {
            if (_table.StateOf(key) is not { } state) continue;
            foreach (var kind in kinds.Each) _loop.Lines.Attach(state, now, kind, new LineProof(now, GapCause.None));
            _table.SetRecorded(key, kinds);
            await _feed.SubscribeAsync(state.Instrument, kinds, now, ct);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    private async Task ReplayAsync(CancellationToken ct)
    {
        var replaying = _replay.RunAsync(ct);
        if (_startedWithoutStore is { } since)
        {
            var joining = JoinStoreAsync(since, ct);
            if (await Task.WhenAny(joining, replaying) == joining) await joining;
        }

        await replaying;
    }

    private async Task JoinStoreAsync(UnixNanos since, CancellationToken ct)
    {
        await KeepAskingAsync(_store.LoadInstrumentsAsync, ct);
        await _queue.FlushedAsync(ct);   // all that was spooled until now is in the store
        var instruments = await KeepAskingAsync(_store.LoadInstrumentsAsync, ct);
        var rates = await KeepAskingAsync(_ledger.LoadRatesAsync, ct);
        var streams = new List<(MarketEventKind Kind, int Stream)>();
        foreach (var kind in KindSet.Ticks.Each)
            streams.Add((kind, (await KeepAskingAsync(token => _store.OpenStreamAsync(_replay.StreamSource, kind, token), ct)).Stream));
        await _loop.RunAsync(() =>
        {
            _table.Set(instruments);
            _loop.Lines.Restore(rates);
            foreach (var (kind, stream) in streams) _loop.SetStream(kind, stream);
        }, ct);
        await _recording.WaitAsync(ct);
        try
        {
            foreach (var key in _table.Recorded)
                if (_table.StateOf(key) is { Bars: null } state) await JoinStoreAsync(state, since, ct);
        }
        finally
        {
            _recording.Release();
        }

        SaveNotes();
        _loop.Changed();
    }

    private async Task JoinStoreAsync(InstrumentState state, UnixNanos since, CancellationToken ct)
    {
        var missed = new List<(MarketEventKind Kind, UnixNanos From, UnixNanos To)>();
        foreach (var kind in _table.KindsOf(state.Instrument.Key).Each)
            if (await MissedAsync(state, kind, since, ct) is { } hole) missed.Add((kind, hole.From, hole.To));
        await _queue.FlushedAsync(ct);
        var recovered = await RecoverAsync(state, HybridClock.Now(_time), ct);
        await _loop.RunAsync(() =>
        {
            _queue.Append(recovered.Closed);
            IngestionLoop.Attach(state, recovered.Bars, recovered.OpenHole);
            if (recovered.Before is { } before)
            {
                state.Holes.Insert(0, before);
                _history.Add(state, before);
            }

            foreach (var (kind, from, to) in missed) _loop.Lines.Miss(state, kind, from, to, GapCause.ProcessDown);
            if (_feed.Status.State is FeedState.Ready) _loop.EndOpenHole(state, HybridClock.Now(_time));
        }, ct);
    }

    /// <summary>The time between the last tick before this start, or the end of the last gap, and the first tick after it; null when nothing was recorded before.</summary>
    private async Task<(UnixNanos From, UnixNanos To)?> MissedAsync(InstrumentState state, MarketEventKind kind, UnixNanos since, CancellationToken ct)
    {
        var key = state.Instrument.Key;
        var before = await KeepAskingAsync(token => LastBeforeAsync(kind, key, since, token), ct);
        var end = await KeepAskingAsync(token => _ledger.LastEndAsync(key, kind, token), ct);
        if (before is null && end is null) return null;
        var from = before ?? default;
        if (end is { } known && known > from) from = known;
        var to = await KeepAskingAsync(token => FirstFromAsync(kind, key, since, token), ct) ?? since;
        return to > from ? (from, to) : null;
    }

    /// <summary>When the last tick before <paramref name="since"/> was received. The venue's time of one received later may be earlier.</summary>
    private async Task<UnixNanos?> LastBeforeAsync(MarketEventKind kind, InstrumentKey key, UnixNanos since, CancellationToken ct)
    {
        TickCursor? after = null;
        while (true)
        {
            var page = await _store.ReadTicksAsync(
                new TickQuery(kind, key, UnixNanos.Zero, since + UnixNanos.PerSecond, PageTicks, Descending: true, after), ct);
            foreach (var tick in page)
                if (tick.TsInit < since) return tick.TsInit;
            if (page.Length < PageTicks) return null;
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }
    }

    private async Task<UnixNanos?> FirstFromAsync(MarketEventKind kind, InstrumentKey key, UnixNanos since, CancellationToken ct)
    {
        await foreach (var chunk in _store.StreamTicksAsync(kind, key, since, UnixNanos.MaxValue, ct))
            if (!chunk.IsEmpty) return chunk.Span[0].TsInit;
        return null;
    }

    private Task<T> KeepAskingAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) =>
        StoreRetry.RunAsync(ask, _options, _time, _writer.SetProblem, ct);

    private void SaveNotes()
    {
        try
        {
            ImmutableArray<Instrument> known = [.. _table.All];
            _spool.SaveNotes(new RecorderNotes(known, [.. _table.Recorded.Select(key => new Recording(key, _table.KindsOf(key)))]));
        }
        catch (SpoolUnavailableException e)
        {
            LiveLog.NotesNotSaved(_log, e.Message);
        }
    }
}
