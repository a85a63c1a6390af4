using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Live.History;
using Argonaut.Live.Ingestion;
using Argonaut.Live.Lines;
using Argonaut.Ports;
using Argonaut.Trading.Lines;

namespace Argonaut.Live;

/// <summary>Recording on and off.</summary>
public sealed partial class MarketRecorder
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<Instrument>> ResolveAsync(string idOrSymbol, CancellationToken ct)
    {
        var found = await _feed.ResolveAsync(idOrSymbol, ct);
        var saved = ImmutableArray.CreateBuilder<Instrument>(found.Length);
        foreach (var instrument in found) saved.Add(await AdoptAsync(instrument, ct));
        return saved.DrainToImmutable();
    }

    /// <inheritdoc/>
    public async Task<Instrument> AdoptAsync(Instrument definition, CancellationToken ct)
    {
        var saved = await _store.SaveInstrumentAsync(definition, ct);
        var before = _table.StateOf(saved.Key)?.Instrument;
        _table.Set([saved]);
        if (before is not null && before.VenueReference != saved.VenueReference && _table.Recorded.Contains(saved.Key))
        {
            // The source is asked under another name from now on.
            await _feed.UnsubscribeAsync(saved.Key, ct);
            await _feed.SubscribeAsync(saved, _table.KindsOf(saved.Key), HybridClock.Now(_time), ct);
        }

        SaveNotes();
        _loop.Changed();
        return saved;
    }

    /// <summary>
    /// As <see cref="IRecorder.StartRecordingAsync"/>. Bars take ticks from the first whole second on in which the feed listened; the
    /// time before, up to a year, comes from history in the background (<see cref="IMarketView.History"/>). Repeating it has no effect.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No instrument has this key.</exception>
    /// <exception cref="ArgumentException">Not one of the kinds can be recorded.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public async Task StartRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct)
    {
        if (kinds.IsEmpty || kinds.Without(KindSet.Ticks) != default)
            throw new ArgumentException($"Expected some of {KindSet.Ticks} to record, found {kinds}.", nameof(kinds));
        await _started.Task.WaitAsync(ct);
        await _recording.WaitAsync(ct);
        try
        {
            var state = _table.StateOf(instrument) ?? throw new KeyNotFoundException($"No instrument has the key {instrument}.");
            var before = _table.KindsOf(instrument);
            var after = before.With(kinds);
            if (after == before) return;
            if (_writer.Problem is { } problem) throw new StoreUnavailableException(problem);
            var makesBars = before.IsEmpty || (after.Contains(BarKindOf(state)) && !before.Contains(BarKindOf(state)));
            if (makesBars) await _queue.FlushedAsync(ct);
            var now = HybridClock.Now(_time);
            var recovered = makesBars ? await _recovery.RecoverAsync(state.Instrument, now, ct) : null;
            await _store.SaveSubscriptionAsync(new Recording(instrument, after), ct);
            // It was switched off by a person, or is new: the time between is no gap.
            var proof = new LineProof(now, GapCause.None);
            await _loop.RunAsync(() =>
            {
                if (recovered is not null) Attach(state, recovered);
                foreach (var kind in after.Without(before).Each) _loop.Lines.Attach(state, now, kind, proof);
            }, ct);
            _table.SetRecorded(instrument, after);
            await _feed.SubscribeAsync(state.Instrument, after, now, ct);
            if (recovered is not null && _feed.Status.State is FeedState.Ready) await _loop.RunAsync(() => _loop.EndOpenHole(state, now), ct);
        }
        finally
        {
            _recording.Release();
        }

        SaveNotes();
        _loop.Changed();
    }

    /// <inheritdoc/>
    public void SetWatched(ImmutableHashSet<InstrumentKey> instruments) => _feed.SetWatched(instruments);

    /// <inheritdoc/>
    public async Task StopRecordingAsync(InstrumentKey instrument, KindSet kinds, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        await _recording.WaitAsync(ct);
        try
        {
            var before = _table.KindsOf(instrument);
            var after = before.Without(kinds);
            if (after == before || _table.StateOf(instrument) is not { } state) return;
            await _store.SaveSubscriptionAsync(new Recording(instrument, after), ct);
            if (after.IsEmpty) await _feed.UnsubscribeAsync(instrument, ct);
            else await _feed.SubscribeAsync(state.Instrument, after, HybridClock.Now(_time), ct);
            _table.SetRecorded(instrument, after);
            await _loop.RunAsync(() =>
            {
                _loop.Lines.Detach(state, kinds);
                if (!after.Contains(MarketEventKind.BookDelta)) state.Book = null;
            }, ct);
        }
        finally
        {
            _recording.Release();
        }

        SaveNotes();
        _loop.Changed();
    }

    private static MarketEventKind BarKindOf(InstrumentState state) =>
        state.Instrument.BarPriceType == PriceType.Last ? MarketEventKind.Trade : MarketEventKind.Quote;
}
